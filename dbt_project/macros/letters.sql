{# E-mails may continue one another for so many days. #}
{% macro letter_days() %}30{% endmacro %}

{# One row per e-mail and two people between whom it went, from any two of its sender and receivers; `between` is a query of
   the only people who are of interest, `among` one of the only activities. They are looked for first: all pairs of all
   e-mails are many. #}
{% macro letter_pairs(activities, people, condition='true', between=none, among=none) -%}
    {%- set these = 'activity_key in (' ~ among ~ ')' if among else 'person_key in (' ~ between ~ ')' -%}
    {%- set letters = '(select * from ' ~ activities ~ ' where ' ~ these ~ ')' if among else activities -%}
    with

    them as (

        select activity_key, person_key, role
        from {{ people }}
        where {{ these }}

    )

    select distinct
        letters.activity_key,
        letters.happened_at,
        least(senders.person_key, recipients.person_key) as one_key,
        greatest(senders.person_key, recipients.person_key) as other_key
    from {{ letters }} as letters
    inner join them as senders on letters.activity_key = senders.activity_key and senders.role = 'from'
    inner join them as recipients
        on letters.activity_key = recipients.activity_key and recipients.role in ('to', 'cc')
    where
        letters.activity_type = 'email'
        and senders.person_key <> recipients.person_key
        and {{ condition }}
{%- endmacro %}
