-- One row per record and recent point in time, with the score alone, in tenths and under short numbers: the points of the
-- trend, and of an open record every one of its last 90 days, in which changes are looked for. The whole history is
-- evaluated where it is asked for (rpt_health_history).

{{ kept_by('health_touched_records', 'record_number') }}

with

inputs as (

    {% call health_inputs() -%}
    select
        *,
        {{ each_whole_number('newest_index', 'least(oldest_index, recent_index)') }} as point_index
    from (
        select
            stretches.*,
            case when records.is_open then greatest(stretches.daily_until, 28) else 28 end as recent_index
        from stretches
        inner join {{ ref('dim_records') }} as records on stretches.record_key = records.record_key
        where {{ is_touched('stretches.record_number', 'health_touched_records', 'record_number') }}
    ) as recent
    where newest_index <= recent_index
    {%- endcall %}

),

{{ health_scoring('inputs') }}

select
    record_number,
    cast(days_before as smallint) as days_before,
    cast(round(score * 10e0) as smallint) as score_tenths
from scored
