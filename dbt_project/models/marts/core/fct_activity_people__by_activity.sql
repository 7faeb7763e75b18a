-- One row per activity with everybody who took part as one text, sender or organizer first.

with

named as (

    select
        activity_key,
        person_name,
        min(case when role in ('from', 'organizer') then '0' else '1' end || person_name) as position
    from {{ ref('fct_activity_people') }}
    where person_name is not null
    group by activity_key, person_name

)

select
    activity_key,
    {{ joined_text('person_name', 'position') }} as people
from named
group by activity_key
