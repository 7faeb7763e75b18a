-- One row per change of a field of an opportunity, from Dataverse, in the common shape: what differs between two
-- versions that follow each other, of all we ever loaded. Dataverse keeps no history of its own that can be relied on,
-- so it begins with the first load.

{% set fields = ['estimated_value', 'estimated_close_date', 'owner_id', 'status'] %}
with

versions as (

    select
        opportunity_id,
        changed_at,
        version_number,
        load_id,
        cast(estimated_value as string) as estimated_value,
        cast(estimated_close_date as string) as estimated_close_date,
        owner_id,
        status
    from {{ ref('stg_dataverse__opportunity_versions') }}

),

compared as (

    select
        *,
        {% for field in fields -%}
        lag({{ field }}) over in_order as old_{{ field }},
        {% endfor -%}
        row_number() over in_order as position
    from versions
    window in_order as (
        partition by opportunity_id order by changed_at nulls first, version_number nulls first, load_id
    )

),

changes as (

    {% for field in fields -%}
    select
        opportunity_id,
        changed_at,
        '{{ field }}' as field,
        old_{{ field }} as old_value,
        {{ field }} as new_value
    from compared
    where position > 1 and {{ field }} is distinct from old_{{ field }}
    union all
    {% endfor -%}
    select
        opportunity_id,
        changed_at,
        'stage',
        old_value,
        new_value
    from {{ ref('int_dataverse_stage_changes') }}

)

select distinct
    'dataverse' as source_system,
    opportunity_id,
    changed_at,
    field,
    old_value,
    new_value
from changes
