-- One row per record and point in time with everything the nine factors are made of, and the settings that apply.

{{ config(materialized='view') }}

{% call health_inputs(ref('health_stretches'), by_key=true) -%}
    select
        *,
        {{ each_whole_number('newest_index', 'oldest_index') }} as point_index
    from stretches
{%- endcall %}
