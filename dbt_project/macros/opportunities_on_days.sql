{# Opportunities on these days with their health, as known then, and what came of them within 90 days. #}
{% macro opportunities_on_days(health) -%}
{%- set label_days = 90 -%}
with

snapshots as (

    select
        health.*,
        {{ day_of('health.snapshot_at') }} as snapshot_date,
        {{ all_but(['opportunity_key', 'owner_key', 'estimated_close_date'], 'opportunities') }},
        opportunities.estimated_close_date as last_close_date
    from {{ health }} as health
    inner join {{ ref('int_opportunities_rewound') }} as opportunities
        on health.record_key = opportunities.opportunity_key

),

changes as (

    select
        snapshots.record_key,
        snapshots.days_ago,
        history.*,
        history.changed_at > snapshots.snapshot_at as is_later,
        row_number() over (
            partition by snapshots.record_key, snapshots.days_ago, history.field, history.changed_at > snapshots.snapshot_at
            order by history.changed_at, history.old_value desc nulls last, history.new_value desc nulls last
        ) as position
    from snapshots
    inner join {{ ref('int_opportunity_history_unioned') }} as history
        on snapshots.record_key = history.opportunity_key
    where history.changed_at <= {{ as_of() }} and history.field in ('stage', 'estimated_value', 'estimated_close_date')

),

-- What was true then is the old value of the first later change; where nothing changed later, it is what still is.
known as (

    select
        record_key,
        days_ago,
        bool_or(is_later and field = 'stage') as stage_changed,
        max(case when is_later and position = 1 and field = 'stage' then lower(old_value) end) as old_stage,
        bool_or(is_later and field = 'estimated_value') as value_changed,
        max(case when is_later and position = 1 and field = 'estimated_value' then try_cast(old_value as double) end)
            as old_value,
        bool_or(is_later and field = 'estimated_close_date') as close_date_changed,
        max(case
            when is_later and position = 1 and field = 'estimated_close_date'
                then cast(try_cast(old_value as timestamp) as date)
        end) as old_close_date,
        max(case when not is_later and field = 'stage' then changed_at end) as stage_since,
        count(case
            when not is_later and field = 'estimated_close_date'
                and try_cast(new_value as timestamp) > try_cast(old_value as timestamp) then 1
        end) as close_date_pushes
    from changes
    group by record_key, days_ago

),

rates as (

    select upper(trim(currency)) as currency, rate_date, rate_to_base
    from {{ ref('int_currency_rates_unioned') }}
    where upper(trim(currency)) <> '{{ var("base_currency") }}'

),

rate_of_the_day as (

    select
        days.snapshot_date,
        rates.currency,
        max_by(
            case when rates.rate_date <= days.snapshot_date then rates.rate_to_base end,
            case
                when rates.rate_date <= days.snapshot_date then {{ order_key(['rates.rate_date', 'rates.rate_to_base']) }}
            end
        ) as rate
    from (select distinct snapshot_date from snapshots) as days
    cross join rates
    group by days.snapshot_date, rates.currency

)

select
    snapshots.record_key,
    snapshots.days_ago,
    snapshots.snapshot_at,
    snapshots.health_at,
    cast({{ whole_days_between('snapshots.created_at', 'snapshots.snapshot_at') }} as integer) as age_days,
    case when known.stage_changed then known.old_stage else snapshots.stage end as stage,
    cast({{ whole_days_between('coalesce(known.stage_since, snapshots.created_at)', 'snapshots.snapshot_at') }} as integer)
        as days_in_stage,
    case when known.value_changed then known.old_value else snapshots.estimated_value end
        * case when rates.currency is null then 1e0 else rates.rate end as estimated_revenue,
    cast({{ dates_between(
        'snapshots.snapshot_date',
        'case when known.close_date_changed then known.old_close_date else snapshots.last_close_date end'
    ) }} as integer) as days_to_close,
    cast(coalesce(known.close_date_pushes, 0) as integer) as close_date_pushes,
    {% for factor in health_factors() -%}
    snapshots.factor_{{ factor }},
    {% endfor -%}
    snapshots.health_score,
    snapshots.health_state,
    snapshots.days_ago >= {{ label_days }} as is_matured,
    case
        when snapshots.days_ago < {{ label_days }} then null
        when snapshots.closed_at <= snapshots.snapshot_at + interval '{{ label_days }}' day then snapshots.status
        else 'open'
    end as outcome_within_90_days
from snapshots
left join known on snapshots.record_key = known.record_key and snapshots.days_ago = known.days_ago
left join rate_of_the_day as rates
    on snapshots.snapshot_date = rates.snapshot_date and upper(trim(snapshots.currency)) = rates.currency
{%- endmacro %}
