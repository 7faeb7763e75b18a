{# The row of each key of a Dataverse table that counts as of: every staging model of that source begins with it.

   The same rule as `staged`, with Dataverse's own marks: of the versions not modified after as_of the one with the
   greatest versionnumber counts, else the newest modifiedon, else the newest load; where all were modified later the
   oldest stands in. A key whose newest load holds a tombstone is gone. A row created after as_of does not exist.
   Tables without modifiedon (`versioned=false`) are taken as they were loaded last. #}
{% macro dataverse_rows(table, key, versioned=true, created=true) %}
{%- set keys = [key] if key is string else key -%}
{%- set key_list = keys | join(', ') -%}
with

loaded as (

    select
        *,
        cast(load as string) as load_id,
        coalesce(_deleted, false) as is_deleted
    from {{ source('dataverse', table) }}

),

repeated_keys as (

    select {{ key_list }}
    from loaded
    group by {{ key_list }}
    having count(*) > 1 or bool_or(is_deleted)

),

single_rows as (

    select loaded.*
    from loaded
    anti join repeated_keys
        on {% for key in keys %}{{ 'and ' if not loop.first }}loaded.{{ key }} = repeated_keys.{{ key }} {% endfor %}
    where {{ dataverse_exists(created) }}

),

living_rows as (

    select loaded.*
    from loaded
    semi join repeated_keys
        on {% for key in keys %}{{ 'and ' if not loop.first }}loaded.{{ key }} = repeated_keys.{{ key }} {% endfor %}
    qualify
        coalesce(max(case when is_deleted then load_id end) over (partition by {{ key_list }}), '')
        < max(load_id) over (partition by {{ key_list }})

),

repeated_rows as (

    select *
    from living_rows
    where not is_deleted and {{ dataverse_exists(created) }}
    qualify row_number() over (
        partition by {{ key_list }}
        order by
            {% if versioned -%}
            case when modifiedon > {{ as_of() }} then 1 else 0 end,
            case when modifiedon > {{ as_of() }} then versionnumber end asc nulls last,
            case when modifiedon > {{ as_of() }} then modifiedon end asc nulls last,
            versionnumber desc nulls last,
            modifiedon desc nulls last,
            {% endif -%}
            load_id desc
    ) = 1

),

current_rows as (

    select * from single_rows
    union all
    select * from repeated_rows

)
{% endmacro %}

{# Whether a Dataverse row exists as of: from its creation. #}
{% macro dataverse_exists(created) -%}
    {{ '(createdon is null or createdon <= ' ~ as_of() ~ ')' if created else 'true' }}
{%- endmacro %}

{# Every version of a Dataverse row that was ever loaded, tombstones left out. #}
{% macro dataverse_versions(table) %}
with

current_rows as (

    select * from {{ source('dataverse', table) }}
    where not coalesce(_deleted, false)

)
{% endmacro %}

{# The id of the user who owns a row; a row owned by a team has none. #}
{% macro dataverse_owner() -%}
    case when coalesce(_ownerid_value_type, 'systemuser') = 'systemuser' then _ownerid_value end
{%- endmacro %}

{# Our word for the table that a lookup points at; none for tables that are no party and no record of ours. #}
{% macro dataverse_type(column) -%}
    case {{ column }}
        when 'systemuser' then 'user'
        when 'contact' then 'contact'
        when 'lead' then 'lead'
        when 'account' then 'account'
        when 'opportunity' then 'opportunity'
    end
{%- endmacro %}

{# The stage that a category of a process stage, or a sales stage, stands for. #}
{% macro dataverse_stage(category) -%}
    case {{ category }} when 0 then 'qualify' when 1 then 'develop' when 2 then 'propose' when 3 then 'close' end
{%- endmacro %}

{# The stage that a deal names itself: its sales stage, else the number or the word that its step begins with. #}
{% macro dataverse_own_stage() -%}
    coalesce(
        {{ dataverse_stage('salesstage') }},
        case substr(trim(stepname), 1, 1) when '1' then 'qualify' when '2' then 'develop' when '3' then 'propose' when '4' then 'close' end,
        case
            when lower(trim(stepname)) like 'qualif%' then 'qualify'
            when lower(trim(stepname)) like 'develop%' then 'develop'
            when lower(trim(stepname)) like 'propos%' then 'propose'
            when lower(trim(stepname)) like 'close%' then 'close'
        end
    )
{%- endmacro %}

{# Whether a subject is that of an automatic reply: Dataverse keeps no header that says so, and Exchange writes these. #}
{% macro dataverse_is_automatic(subject) -%}
    (
        {%- for beginning in [
            'automatic reply:', 'out of office:', 'resposta automática:', 'respuesta automática:',
            'automatische antwort:', 'abwesenheitsnotiz:', 'réponse automatique', 'risposta automatica:',
        ] %}
        {{ 'or ' if not loop.first }}coalesce(lower(trim({{ subject }})), '') like '{{ beginning }}%'
        {%- endfor %}
    )
{%- endmacro %}
