-- One row per record and recent point in time, with the score alone, in tenths and under short numbers: the points of the
-- trend, and of an open record every one of its last 90 days, in which changes are looked for. The whole history is
-- evaluated where it is asked for (rpt_health_history).

{{ kept_by('health_touched_records', 'record_number') }}

with

inputs as (

    {% call health_inputs(ref('health_stretches__recent')) -%}
    select
        *,
        {{ each_whole_number('newest_index', 'oldest_index') }} as point_index
    from stretches
    where {{ is_touched('stretches.record_number', 'health_touched_records', 'record_number') }}
    {%- endcall %}

),

{{ health_scoring('inputs') }}

select
    record_number,
    cast(days_before as smallint) as days_before,
    cast(round(score * 10e0) as smallint) as score_tenths
from scored
{%- if is_incremental_build() %}
union all
-- Of what only grew older the earlier points are what they were.
select
    known.record_number,
    cast(known.days_before + {{ days_moved() }} as smallint),
    known.score_tenths
from {{ served(this) }} as known
inner join {{ ref('health_timelines') }} as timelines on known.record_number = timelines.record_number
where
    {{ is_touched('known.record_number', 'health_grown_records', 'record_number') }}
    and known.days_before + {{ days_moved() }} <= timelines.recent_day
{%- endif %}
