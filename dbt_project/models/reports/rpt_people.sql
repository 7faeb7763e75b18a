-- One row per record, side and person: the customer contacts our users contact most, and the colleagues who contact
-- the customer most, also when they are not on the record.

{{ config(materialized='view') }}

select
    records.source_system,
    people.record_key,
    {{ as_text('people.record_type') }} as record_type,
    records.record_id,
    {{ as_text('people.side') }} as side,
    people.person,
    people.activities,
    people.emails,
    people.meetings,
    people.calls,
    people.last_at,
    cast(people.rank as bigint) as rank
from {{ ref('fct_contacted_people') }} as people
inner join {{ ref('dim_records') }} as records on people.record_key = records.record_key
