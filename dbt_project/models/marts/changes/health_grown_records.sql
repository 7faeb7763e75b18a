-- One row per record that aged and whose earlier points in time are what they were: its settings did not change, nor the
-- title of a contact, and it lived through all days of the trend. Only its newest points are to be scored.

with

known as (

    select * from served.relationships.health_timelines

),

settings as (

    {{ differing_rows(ref('health_settings_by_record'), but=['measured_at']) }}

),

contacts as (

    select * from served.relationships.health_contact_days

)

select
    aged.record_number,
    aged.record_key
from {{ ref('health_aged_records') }} as aged
inner join known on aged.record_number = known.record_number
where
    known.days_lived >= 28
    and aged.record_number not in (select record_number from settings)
    and aged.record_number not in (
        select record_number
        from contacts
        where person_key in (
            select person_key from ({{ differing_rows(ref('int_seniority'), 'person_key, seniority_level') }}) as titles
        )
    )
