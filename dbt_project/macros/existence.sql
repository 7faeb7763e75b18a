{# Whether a row exists as of: from its creation; without one a completed activity exists from its instant; a completed
   e-mail is not known before it was sent. #}
{% macro exists_as_of(table, created) -%}
    {%- if table == 'activities' -%}
        (created_at is null or created_at <= {{ as_of() }})
        and not coalesce(
            status = 'completed'
            and (created_at is null or activity_type = 'email')
            and {{ completed_instant() }} > {{ as_of() }},
            false
        )
    {%- elif created -%}
        (created_at is null or created_at <= {{ as_of() }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# The instant of an activity that was completed. #}
{% macro completed_instant() -%}
    case activity_type
        when 'email' then sent_at
        when 'task' then ended_at
        when 'other' then coalesce(ended_at, started_at)
        else started_at
    end
{%- endmacro %}
