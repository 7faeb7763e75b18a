{# The stretches of points in time between two changes of what they look back on, from the oldest point a record has, or,
   `recent`, from the oldest in which changes are looked for. With `recent` only what was touched is computed; without,
   the key stands in every partition, so that who asks for one record has only that one computed. #}
{% macro stretches_of_points(recent) -%}
{%- set reach = 'reach_day' if recent else 'last_day' -%}
{%- set reaching = recent_timelines() if recent else ref('health_timelines') -%}
{%- set record = ['record_number'] if recent else ['record_number', 'record_key'] -%}
with

pieces as (

    select
        {% for name in record -%}
        timelines.{{ name }},
        {% endfor -%}
        least(contributions.from_day, timelines.{{ reach }}) as from_day,
        least(contributions.until_day, timelines.{{ reach }}) as until_day,
        contributions.full_day,
        {% for name in health_sums().keys() | list + health_newest_days() -%}
        contributions.{{ name }},
        {% endfor -%}
        timelines.half_life, timelines.era_days, timelines.daily_until, timelines.daily_weeks, timelines.last_index
    from {{ ref('health_contributions') }} as contributions
    inner join {{ reaching }} as timelines on contributions.record_number = timelines.record_number
    where
        contributions.from_day >= 0 and contributions.from_day > contributions.until_day
        {%- if recent %}
        and contributions.until_day < timelines.reach_day
        and {{ is_touched('contributions.record_number', 'health_touched_records', 'record_number') }}
        {%- endif %}

),

-- A piece enters at its oldest day (0) and leaves after its newest (1). In between it enters a new era at its top (2).
moves as (

    select
        pieces.*,
        case when moves.move = 1 then -1e0 else 1e0 end as direction,
        {{ point_index(
            'case moves.move when 0 then from_day when 1 then until_day '
            ~ 'else (' ~ era_of('greatest(until_day, 0)') ~ ' + 1) * era_days - 1 end'
        ) }} as point_index
    from pieces
    cross join {{ number_rows(3, 'move') }} as moves
    where
        moves.move = 0
        or (moves.move = 1 and until_day >= 0)
        or (moves.move = 2 and {{ era_of('greatest(until_day, 0)') }} < {{ era_of('from_day') }})

),

weighed as (

    select
        {{ record | join(', ') }},
        {{ era_of(days_before('point_index')) }} as era,
        point_index,
        {% for name in health_sums() -%}
        direction * {{ name }} * {{ left_of(name, 'full_day - ' ~ days_before('point_index')) }} as {{ name }},
        {% endfor -%}
        {% for name in health_newest_days() -%}
        case when direction > 0e0 then {{ name }} end as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from moves
    union all
    -- The oldest point of every era, whether anything changes there or not.
    select
        {% for name in record -%}
        timelines.{{ name }},
        {% endfor -%}
        eras.era,
        {{ point_index('least((eras.era + 1) * era_days - 1, ' ~ reach ~ ')') }},
        {{ (['0e0'] * (health_sums() | length) + ['null'] * (health_newest_days() | length)) | join(', ') }}
    from {{ reaching }} as timelines
    inner join {{ number_rows(12, 'era') }} as eras on eras.era <= {{ era_of(reach) }}

),

changes as (

    select
        {{ record | join(', ') }},
        era,
        point_index,
        {% for name in health_sums() -%}
        {{ whole_sum(name) }} as {{ name }},
        {% endfor -%}
        {% for name in health_newest_days() -%}
        min({{ name }}) as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from weighed
    group by {{ record | join(', ') }}, era, point_index

),

dated as (

    select
        changes.*,
        timelines.half_life,
        timelines.era_days,
        timelines.daily_until, timelines.daily_weeks,
        timelines.last_index,
        {{ days_before('changes.point_index') }} - changes.era * timelines.era_days as days_into_era
    from changes
    inner join {{ ref('health_timelines') }} as timelines
        on {% for name in record %}changes.{{ name }} = timelines.{{ name }}{{ ' and ' if not loop.last }}{% endfor %}

)

select
    {{ record | join(', ') }},
    point_index as oldest_index,
    coalesce(
        lead(point_index) over oldest_first, {{ point_index('era * era_days - 1') }}
    ) + 1 as newest_index,
    {% for name in health_sums() -%}
    {{ running_sum(name, 'running') }} as {{ name }},
    {% endfor -%}
    {% for name in health_newest_days() -%}
    min({{ name }}) over running as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from dated
window
    oldest_first as (partition by {{ record | join(', ') }}, era order by point_index desc),
    running as (
        partition by {{ record | join(', ') }}, era order by point_index desc
        rows between unbounded preceding and current row
    )
{%- endmacro %}
