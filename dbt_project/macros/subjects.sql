{# A subject without its case, its blanks and the marks of answers and forwards: what e-mails of one thread share. #}
{% macro normal_subject(column, marks='re|res|fw|fwd|enc|aw|wg') -%}
    {#- Any run of blanks but a single space, which stays as it is: most texts hold no other. -#}
    {%- set blanks = '( [\\s\\x{00a0}]+|[\\t\\n\\r\\f\\x{00a0}][\\s\\x{00a0}]*)' -%}
    trim({{ without_beginning(
        "trim(" ~ replace_all("lower(coalesce(" ~ column ~ ", ''))", blanks, ' ') ~ ")",
        '((' ~ marks ~ ') ?: ?)+'
    ) }})
{%- endmacro %}

{# CTEs up to `topics`: what e-mails without a conversation (of the CTEs `emails`, `replies`) are about, numbered, and
   `subjects`, which bear it. Many e-mails bear one subject: it is looked at once. #}
{% macro topics_of_letters() -%}
subjects as (

    select
        subject,
        {{ normal_subject('subject') }} as normal_subject
    from (select distinct subject from emails where noise_rule is null) as written

),

topics as (

    select
        normal_subject,
        {{ numbered('normal_subject') }} as topic
    from subjects
    where
        normal_subject <> ''
        and subject in (
            select emails.subject
            from emails
            anti join replies on emails.activity_key = replies.activity_key
            where emails.conversation_id is null and emails.noise_rule is null
        )
    group by normal_subject

)
{%- endmacro %}
