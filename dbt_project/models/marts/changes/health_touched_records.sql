-- One row per record whose health may differ from the served build: its numbers, its settings or its measuring instant
-- changed, as that of every open record does with as_of, or the title of a contact. A record keeps its number.

with

known as (

    select * from served.relationships.health_contact_days

),

titles as (

    select person_key
    from ({{ differing_rows(ref('int_seniority'), 'person_key, seniority_level') }}) as changes

),

settings as (

    {{ rows_of_both(ref('health_settings_by_record'), 'record_number, record_key, measured_at') }}

)

select record_number, record_key
from settings
where
    record_key in (select record_key from {{ ref('fct_touched_records') }})
    or record_number in (select record_number from known where person_key in (select person_key from titles))
    -- Of a record closed lately some points are daily, by as_of.
    or (
        {{ as_of() }} <> timestamp '{{ var("served_as_of") }}'
        and measured_at > timestamp '{{ var("served_as_of") }}' - interval '92' day
    )
union
select record_number, record_key
from ({{ differing_rows(ref('health_settings_by_record')) }}) as changes
