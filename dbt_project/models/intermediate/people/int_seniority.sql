-- One row per contact or lead with a level of seniority: 1 manager, 2 director, 3 C-level. The longest matching title
-- counts; an assistant's title overrules all.

with

titles as (

    select contact_key as person_key, job_title as title from {{ ref('int_contacts_unioned') }}
    union all
    select contact_key, role from {{ ref('int_contacts_unioned') }}
    union all
    select lead_key, job_title from {{ ref('int_leads_unioned') }}

),

words as (

    select distinct
        title,
        ' ' || {{ replace_all("lower(title)", '[^a-zà-ÿ0-9]+', ' ') }} || ' ' as padded_title
    from titles
    where title is not null

),

matches as (

    select
        words.title,
        patterns.level,
        row_number() over (
            partition by words.title
            order by case when patterns.level = 0 then 0 else 1 end, length(patterns.pattern) desc, patterns.level desc
        ) as preference
    from words
    inner join {{ ref('seniority_titles') }} as patterns
        on contains(words.padded_title, ' ' || patterns.pattern || ' ')

)

select
    titles.person_key,
    max(matches.level) as seniority_level
from titles
inner join matches on titles.title = matches.title
where matches.preference = 1 and matches.level > 0
group by titles.person_key
