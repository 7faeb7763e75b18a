-- One row per record that has any: the latest completed activity of each side and the earliest meeting, call or task
-- planned after as_of, whoever organises it. Not limited to a window. Of several at one instant the one with the greatest
-- id is the latest, the one with the smallest the next.

{{ kept_by('fct_touched_records', 'record_key') }}

{% set kinds = ['last_team', 'last_customer', 'next'] %}
with

links as (

    select
        record_key,
        activity_key,
        activity_type,
        direction,
        happened_at,
        case
            when status = {{ word('activity_status', 'completed') }} then case when direction = {{ word('direction', 'outgoing') }} then 'last_team' else 'last_customer' end
            when
                status = {{ word('activity_status', 'scheduled') }}
                and activity_type in ({{ word('activity_type', 'meeting') }}, {{ word('activity_type', 'call') }}, {{ word('activity_type', 'task') }})
                and happened_at > {{ as_of() }}
                then 'next'
        end as kind
    from {{ at_hand('fct_activity_links') }}
    where {{ is_touched('record_key', 'fct_touched_records', 'record_key') }}

),

instants as (

    select
        record_key,
        {% for kind in kinds -%}
        {{ 'min' if kind == 'next' else 'max' }}(happened_at) filter (where kind = '{{ kind }}') as {{ kind }}_at{{ ',' if not loop.last }}
        {% endfor %}
    from links
    where kind is not null
    group by record_key

),

found as (

    select
        links.record_key,
        links.kind,
        activities.activity_id,
        links.activity_type,
        links.direction,
        links.happened_at,
        row_number() over (
            partition by links.record_key, links.kind
            order by
                case when links.kind = 'next' then activities.activity_id end asc,
                activities.activity_id desc
        ) as position
    from links
    inner join instants on links.record_key = instants.record_key
    inner join {{ ref('int_activities_as_of') }} as activities on links.activity_key = activities.activity_key
    where links.happened_at = case links.kind
        {% for kind in kinds -%}
        when '{{ kind }}' then instants.{{ kind }}_at
        {% endfor -%}
    end

)

select
    record_key,
    {% for kind in kinds -%}
    max(happened_at) filter (where kind = '{{ kind }}') as {{ kind }}_activity_at,
    {{ as_text("max(activity_type) filter (where kind = '" ~ kind ~ "')") }} as {{ kind }}_activity_type,
    {{ as_text("max(direction) filter (where kind = '" ~ kind ~ "')") }} as {{ kind }}_activity_direction,
    max(activity_id) filter (where kind = '{{ kind }}') as {{ kind }}_activity_id{{ ',' if not loop.last }}
    {% endfor %}
from found
where position = 1
group by record_key
