-- The row of health_inputs that every record has as of (as of its close, when closed).

{{ config(materialized='view') }}

{% call health_inputs(ref('health_stretches__recent')) -%}
    select
        *,
        0 as point_index
    from stretches
    where newest_index = 0
{%- endcall %}
