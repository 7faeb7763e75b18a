-- One row per activity with everybody who took part as one text, sender or organizer first.

{{ kept_by('int_touched_turns') }}
{{ plain_texts() }}
{{ in_parts() }}

with

named as (

    select
        activity_key,
        person_name,
        bool_or(role in ('from', 'organizer')) as is_first
    from {{ ref('fct_activity_people') }}
    where person_name is not null and {{ is_touched('activity_key', 'int_touched_turns') }}
    group by activity_key, person_name

)

select
    activity_key,
    {{ joined_by_rank("case when is_first then '0' else '1' end || person_name") }} as people
from named
group by activity_key
