-- One row per activity that was touched or stands in one conversation with an e-mail that was, in either build.

{{ config(materialized='table') }}

with

touched as (

    select activity_key from {{ ref('int_touched_letters') }}

),

known as (

    select activity_key, conversation_key from served.intermediate.int_emails_threaded

),

parents as (

    select own_conversation_key, parent_key
    from {{ ref('int_email_parents') }}
    where activity_key in (select activity_key from touched)

),

conversations as (

    select conversation_key from known where activity_key in (select activity_key from touched)
    union
    select own_conversation_key from parents where own_conversation_key is not null
    union
    select conversation_key from known where activity_key in (select parent_key from parents)

)

select activity_key from touched
union
select activity_key from known where conversation_key in (select conversation_key from conversations)
