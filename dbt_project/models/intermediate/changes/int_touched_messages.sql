-- One row per activity that was touched or bears the same message-id as one that was: of copies, the first counts.

{{ config(materialized='table') }}

with

touched as (

    select activity_key from {{ ref('int_touched_activities') }}

),

messages as (

    select distinct source_system, message_id
    from (
        {{ rows_of_both(
            ref('int_activities_as_of'), 'source_system, message_id',
            'message_id is not null and activity_key in (select activity_key from touched)'
        ) }}
    ) as both_builds

)

select activity_key from touched
union
select copies.activity_key
from {{ ref('int_activities_as_of') }} as copies
semi join messages on copies.source_system = messages.source_system and copies.message_id = messages.message_id
