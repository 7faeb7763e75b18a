-- One row per record with the health settings that apply to it: the most specific row of the seed by segment and
-- stage. Also the constants of the formula that follow from them, and a number: what has a row per point in time is
-- joined by it.

with

matching as (

    select
        records.record_key,
        records.measured_at,
        records.created_at,
        settings.*,
        levels.expected_level,
        {{ 'known.record_number' if is_incremental_build() else 'cast(null as integer) as record_number' }},
        row_number() over (
            partition by records.record_key
            order by
                case when settings.segment <> '*' then 1 else 0 end
                + case when settings.stage <> '*' then 1 else 0 end desc,
                settings.segment desc,
                settings.stage desc
        ) as preference
    from {{ ref('dim_records') }} as records
    inner join {{ ref('health_settings') }} as settings
        on records.record_type = settings.record_type
            and settings.segment in ('*', records.segment)
            and settings.stage in ('*', coalesce(records.stage, '*'))
    inner join {{ ref('health_expected_levels') }} as levels on records.record_key = levels.record_key
    {%- if is_incremental_build() %}
    left join served.relationships.health_settings_by_record as known on records.record_key = known.record_key
    {%- endif %}

)

select
    {{ all_but(['preference', 'segment', 'stage', 'record_number']) }},
    {% if is_incremental_build() -%}
    -- A record keeps its number; new ones are numbered on.
    cast(coalesce(
        record_number,
        (select coalesce(max(record_number), 0) from served.relationships.health_settings_by_record)
        + row_number() over (partition by record_number is null order by record_key)
    ) as integer) as record_number,
    {%- else -%}
    cast(row_number() over (order by record_key) as integer) as record_number,
    {%- endif %}
    2e0 * interval_days as half_life,
    greatest(interval_days, 3e0) as recency_days,
    5e0 / (1e0 - {{ decay('interval_days', '2e0 * interval_days') }}) * expected_level as expected_volume
from matching
where preference = 1
