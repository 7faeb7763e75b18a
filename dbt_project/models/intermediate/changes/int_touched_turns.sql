-- One row per activity whose turn, links or numbers may differ from the served build: touched, waiting no longer, or
-- answered by a touched one or itself its answer.

{{ config(materialized='table') }}

with

touched as (

    select activity_key from {{ ref('int_touched_calls') }}

),

known as (

    select activity_key, turn_at, answer_key from served.core.fct_turns

),

overdue as (

    select known.activity_key
    from known
    cross join {{ ref('time_constants') }} as constants
    where
        known.turn_at > timestamp '{{ var("served_as_of") }}' - constants.answer_days * interval '1' day
        and known.turn_at <= {{ as_of() }} - constants.answer_days * interval '1' day

),

concerned as (

    select activity_key from touched
    union
    select activity_key from overdue
    union
    select activity_key from known where answer_key in (select activity_key from touched)

)

select activity_key from concerned
union
select answer_key
from (
    select activity_key, answer_key from known
    union all
    select activity_key, answer_key from {{ ref('int_email_turns') }}
    union all
    select activity_key, answer_key from {{ ref('int_missed_call_turns') }}
) as answers
where answer_key is not null and activity_key in (select activity_key from concerned)
