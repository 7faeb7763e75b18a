{# E-mails may continue one another for so many days. #}
{% macro letter_days() %}30{% endmacro %}

{# One row per e-mail and two people between whom it went, from any two of its sender and receivers; `between` is a query of
   the only people who are of interest. They are looked for first: all pairs of all e-mails are many. #}
{% macro letter_pairs(activities, people, condition, between=none) -%}
    {%- set them = '(select * from ' ~ people ~ ' where person_key in (' ~ between ~ '))' if between else people -%}
    select distinct
        letters.activity_key,
        letters.happened_at,
        least(senders.person_key, recipients.person_key) as one_key,
        greatest(senders.person_key, recipients.person_key) as other_key
    from {{ activities }} as letters
    inner join {{ them }} as senders on letters.activity_key = senders.activity_key and senders.role = 'from'
    inner join {{ them }} as recipients
        on letters.activity_key = recipients.activity_key and recipients.role in ('to', 'cc')
    where
        letters.activity_type = 'email'
        and senders.person_key <> recipients.person_key
        and {{ condition }}
{%- endmacro %}
