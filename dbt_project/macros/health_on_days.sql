{# The health of opportunities on the days of a grid, every 28 days back from as_of, or `now`, as of alone. #}
{% macro health_on_days(now) -%}
{%- set grid_days = 28 -%}
{%- set grid_points = 1 if now else (var('learning_months') * 365.25 / 12 / grid_days) | int + 1 -%}
with

lives as (

    select
        settings.record_number,
        settings.record_key,
        settings.measured_at,
        settings.created_at,
        opportunities.is_open,
        opportunities.closed_at,
        timelines.daily_until,
        timelines.daily_weeks
    from {{ ref('dim_opportunities') }} as opportunities
    inner join {{ ref('health_settings_by_record') }} as settings on opportunities.opportunity_key = settings.record_key
    inner join {{ ref('health_timelines') }} as timelines on settings.record_number = timelines.record_number
    -- Of a deal closed nobody knows when, nobody knows when it was open.
    where settings.created_at is not null and (opportunities.is_open or opportunities.closed_at is not null)

),

grid as (

    select
        cast(number * {{ grid_days }} as integer) as days_ago,
        {{ as_of() }} - number * {{ grid_days }} * interval '1' day as snapshot_at
    from {{ number_rows(grid_points, 'number') }} as numbers

),

-- The points of a record lie whole days before its measuring instant.
open_days as (

    select
        lives.*,
        grid.days_ago,
        grid.snapshot_at,
        - {{ whole_days_between('lives.measured_at', 'grid.snapshot_at') }} as least_before
    from lives
    inner join grid
        on lives.created_at + interval '14' day <= grid.snapshot_at
            and (lives.is_open or grid.snapshot_at < lives.closed_at)

),

asked as (

    select
        *,
        cast(case
            when least_before <= daily_until then least_before
            else daily_until - daily_weeks + ceil(least_before / 7e0)
        end as integer) as point_index
    from open_days

),

inputs as (

    {% call health_inputs(ref('health_stretches__recent' if now else 'health_stretches'), not now, ['days_ago', 'snapshot_at']) -%}
    select
        stretches.*,
        asked.days_ago,
        asked.snapshot_at,
        asked.point_index
    from stretches
    inner join asked
        on stretches.record_number = asked.record_number
            and asked.point_index between stretches.newest_index and stretches.oldest_index
    {%- endcall %}

),

{{ health_scoring('inputs') }},

judged as (

    select
        *,
        {{ health_state('score', 'days_before') }} as health_state
    from scored

)

select
    record_key,
    days_ago,
    snapshot_at,
    point_at as health_at,
    {% for factor in health_factors() -%}
    f_{{ factor }} as factor_{{ factor }},
    {% endfor -%}
    case when health_state not in ('No closed activities', 'Not enough info') then score end as health_score,
    health_state
from judged
{%- endmacro %}
