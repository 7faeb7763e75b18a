-- One row per record whose days before its measuring instant are counted anew: its numbers or the settings that weigh them
-- changed, or its measuring instant by other than the whole days by which as_of moved on. A record keeps its number.

with

known as (

    select * from served.relationships.health_settings_by_record

),

settings as (

    select * from {{ ref('health_settings_by_record') }}

)

select
    settings.record_number,
    settings.record_key
from settings
left join known on settings.record_key = known.record_key
where
    known.record_key is null
    or settings.record_key in (select record_key from {{ ref('fct_touched_records') }})
    or settings.measured_at not in (known.measured_at, {{ days_after('known.measured_at', days_moved()) }})
    {% for type in ['email', 'call', 'meeting', 'task', 'other'] -%}
    or settings.weight_{{ type }} <> known.weight_{{ type }}
    {% endfor -%}
    or settings.points_breadth + settings.points_seniority <> known.points_breadth + known.points_seniority
union
select
    record_number,
    record_key
from known
where record_key not in (select record_key from settings)
