-- One row per record and point in time with the score alone, in tenths and under short numbers, for there are very many.

{{ kept_by('health_touched_records', 'record_number') }}

{% if is_incremental_build() -%}
with

inputs as (

    {% call health_inputs() -%}
    select
        *,
        {{ each_whole_number('newest_index', 'oldest_index') }} as point_index
    from stretches
    where {{ is_touched('record_number', 'health_touched_records', 'record_number') }}
    {%- endcall %}

),

{{ health_scoring('inputs') }}

{% endif -%}
select
    record_number,
    cast(days_before as smallint) as days_before,
    cast(round(score * 10e0) as smallint) as score_tenths
from {{ 'scored' if is_incremental_build() else ref('fct_health_points') }}
