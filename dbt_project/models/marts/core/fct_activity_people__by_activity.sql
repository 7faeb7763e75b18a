-- One row per activity with everybody who took part as one text, sender or organizer first.

{{ kept_by('int_touched_turns') }}
{{ in_parts() }}

with

people as (

    select
        activity_key,
        person_name,
        case when role in ('from', 'organizer') then '0' else '1' end || person_name as ranked_name
    from {{ ref('fct_activity_people') }}
    where person_name is not null and {{ is_touched('activity_key', 'int_touched_turns') }}

),

-- Most activities have two people: the first and the last are all there are.
ends as (

    select
        activity_key,
        count(*) as roles,
        substring(min(ranked_name), 2) as first_name,
        substring(max(ranked_name), 2) as last_name
    from people
    group by activity_key

),

named as (

    select
        activity_key,
        person_name,
        min(ranked_name) as ranked_name
    from people
    where activity_key in (select activity_key from ends where roles > 2)
    group by activity_key, person_name

)

select
    activity_key,
    case when first_name = last_name then first_name else first_name || ', ' || last_name end as people
from ends
where roles <= 2
union all
select
    activity_key,
    {{ joined_by_rank('ranked_name') }} as people
from named
group by activity_key
