-- One row per activity that was touched, or an e-mail that may continue another one than in the served build: it replies
-- to a touched one, or follows one between the same two people.

{{ config(materialized='table') }}

with

touched as (

    select activity_key from {{ ref('int_touched_messages') }}

),

messages as (

    select distinct source_system, message_id
    from (
        {{ rows_of_both(
            ref('int_activities_as_of'), 'source_system, message_id',
            'message_id is not null and activity_key in (select activity_key from touched)'
        ) }}
    ) as both_builds

),

changed_pairs as (

    select *
    from ({{ letter_pairs(
        ref('int_activities_as_of'), ref('int_activity_people'), among='select activity_key from touched'
    ) }}) as pairs
    union all
    select *
    from ({{ letter_pairs(
        served(ref('int_activities_as_of')), served(ref('int_activity_people')), among='select activity_key from touched'
    ) }}) as pairs

),

people as (

    select one_key as person_key from changed_pairs
    union
    select other_key from changed_pairs

),

-- E-mails that name no conversation, between people one of whose e-mails was touched.
followers as (

    {{ letter_pairs(
        ref('int_activities_as_of'), ref('int_activity_people'),
        'letters.conversation_id is null', between='select person_key from people'
    ) }}

)

select activity_key from touched
union
select replies.activity_key
from {{ ref('int_activities_as_of') }} as replies
semi join messages on replies.source_system = messages.source_system and replies.in_reply_to = messages.message_id
where replies.conversation_id is null
union
select followers.activity_key
from followers
inner join changed_pairs
    on followers.one_key = changed_pairs.one_key
        and followers.other_key = changed_pairs.other_key
        and followers.happened_at >= changed_pairs.happened_at
        and followers.happened_at <= changed_pairs.happened_at + interval '{{ letter_days() }}' day
