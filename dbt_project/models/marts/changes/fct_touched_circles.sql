-- One row per record of a circle (an account with its contacts, or a record without one) whose acquaintances may differ
-- from the served build.

with

touched as (

    select activity_key from {{ ref('int_touched_turns') }}

),

people as (

    select person_key
    from ({{ rows_of_both(ref('int_activity_people'), 'person_key, activity_key', 'is_linking') }}) as people
    where activity_key in (select activity_key from touched)

),

records as (

    {{ rows_of_both(ref('dim_records'), 'record_key, coalesce(account_key, record_key) as circle_key') }}

),

circles as (

    select circle_key from records where record_key in (select record_key from {{ ref('fct_touched_records') }})
    union
    select records.circle_key
    from ({{ rows_of_both(ref('int_record_people'), 'record_key, person_key', "side = 'customer'") }}) as members
    inner join records on members.record_key = records.record_key
    where members.person_key in (select person_key from people)
    union
    -- A year begins: what fell out of the lifetime window counts for nobody.
    select circle_key
    from records
    where {{ window_start('lifetime', as_of()) }} <> {{ window_start('lifetime', "timestamp '" ~ var('served_as_of') ~ "'") }}

)

select distinct
    records.record_key,
    records.circle_key
from records
where records.circle_key in (select circle_key from circles)
