{# Everybody who took part in an activity as one text, sender or organizer first; empty where nobody is known. Put together
   for the activities that somebody looks at: written down for all of them it was a table that a page reads a few rows of. #}
{% macro people_of(activity_key) -%}
    (
        select nullif({{ joined_by_rank("case when named.is_first then '0' else '1' end || named.person_name") }}, '')
        from (
            select
                people.person_name,
                bool_or(people.role in ('from', 'organizer')) as is_first
            from {{ ref('fct_activity_people') }} as people
            where people.activity_key = {{ activity_key }} and people.person_name is not null
            group by people.person_name
        ) as named
    )
{%- endmacro %}
