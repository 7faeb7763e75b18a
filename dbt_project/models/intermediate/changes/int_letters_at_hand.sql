-- One row per activity that was touched, or an e-mail that a touched one may continue: its message-id is replied to, or it
-- went before between the same two people.

{{ config(materialized='table') }}

with

touched as (

    select activity_key from {{ ref('int_touched_letters') }}

),

named as (

    select distinct source_system, in_reply_to
    from {{ ref('int_activities_as_of') }}
    where conversation_id is null and in_reply_to is not null and activity_key in (select activity_key from touched)

),

followers as (

    {{ letter_pairs(
        ref('int_activities_as_of'), ref('int_activity_people'),
        'letters.conversation_id is null', among='select activity_key from touched'
    ) }}

),

people as (

    select one_key as person_key from followers
    union
    select other_key from followers

),

leaders as (

    {{ letter_pairs(
        ref('int_activities_as_of'), ref('int_activity_people'), between='select person_key from people'
    ) }}

)

select activity_key from touched
union
select messages.activity_key
from {{ ref('int_activities_as_of') }} as messages
semi join named on messages.source_system = named.source_system and messages.message_id = named.in_reply_to
union
select leaders.activity_key
from leaders
inner join followers
    on leaders.one_key = followers.one_key
        and leaders.other_key = followers.other_key
        and leaders.happened_at <= followers.happened_at
        and leaders.happened_at >= followers.happened_at - interval '{{ letter_days() }}' day
