-- One row per opportunity with its estimated value, in the base currency at the rate of that day, and its owner as they
-- were when it was created: the old value of the first change after that, up to as_of.

with

opportunities as (

    select * from {{ ref('int_opportunities_rewound') }}

),

changes as (

    select
        history.opportunity_key,
        history.field,
        history.old_value
    from {{ ref('int_opportunity_history_unioned') }} as history
    inner join opportunities on history.opportunity_key = opportunities.opportunity_key
    where
        history.field in ('estimated_value', 'owner_id')
        and history.changed_at > opportunities.created_at
        and history.changed_at <= {{ as_of() }}
    qualify
        row_number() over (
            partition by history.opportunity_key, history.field
            order by history.changed_at, history.old_value desc nulls last, history.new_value desc nulls last
        ) = 1

),

first_changes as (

    select
        opportunity_key,
        bool_or(field = 'estimated_value') as value_changed,
        max(case when field = 'estimated_value' then old_value end) as old_value,
        bool_or(field = 'owner_id') as owner_changed,
        max(case when field = 'owner_id' then old_value end) as old_owner_id
    from changes
    group by opportunity_key

),

created as (

    select
        opportunities.opportunity_key,
        upper(trim(opportunities.currency)) as currency,
        {{ day_of('coalesce(opportunities.created_at, ' ~ as_of() ~ ')') }} as created_day,
        case
            when changes.value_changed then try_cast(changes.old_value as double) else opportunities.estimated_value
        end as estimated_value,
        case
            when changes.owner_changed then {{ key_of('user', 'changes.old_owner_id', 'opportunities.source_system') }}
            else opportunities.owner_key
        end as owner_key
    from opportunities
    left join first_changes as changes on opportunities.opportunity_key = changes.opportunity_key

),

rates as (

    select
        upper(trim(currency)) as currency,
        rate_date,
        rate_to_base
    from {{ ref('int_currency_rates_unioned') }}

),

rated_currencies as (

    select distinct currency from rates where currency <> '{{ var("base_currency") }}'

),

rated_days as (

    select distinct currency, created_day from created

),

rate_of_the_day as (

    select
        rated_days.currency,
        rated_days.created_day,
        max_by(rates.rate_to_base, {{ order_key(['rates.rate_date', 'rates.rate_to_base']) }}) as rate
    from rated_days
    inner join rates on rated_days.currency = rates.currency and rates.rate_date <= rated_days.created_day
    group by rated_days.currency, rated_days.created_day

)

select
    created.opportunity_key,
    created.owner_key,
    created.estimated_value
        * case when rated_currencies.currency is null then 1e0 else rate_of_the_day.rate end as estimated_revenue
from created
left join rated_currencies on created.currency = rated_currencies.currency
left join rate_of_the_day
    on created.currency = rate_of_the_day.currency and created.created_day = rate_of_the_day.created_day
