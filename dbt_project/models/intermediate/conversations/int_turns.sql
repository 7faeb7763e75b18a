-- One row per turn, by e-mail or missed call, with its answer within the days an answer may take.

{{ config(materialized='view') }}

with

turns as (

    select activity_key, 'email' as turn_type, direction, happened_at, opens_conversation, answer_key, answer_at
    from {{ ref('int_email_turns') }}
    where {{ is_touched_turn() }}
    union all
    select activity_key, 'call', 'incoming', happened_at, false, answer_key, answer_at
    from {{ ref('int_missed_call_turns') }}
    where {{ is_touched_turn() }}

),

timely as (

    select
        turns.activity_key,
        {{ enumerated('turns.turn_type', 'turn_type') }} as turn_type,
        {{ enumerated("case when turns.direction = 'outgoing' then 'team' else 'customer' end", 'side') }} as side,
        turns.happened_at as turn_at,
        turns.opens_conversation,
        turns.answer_at <= turns.happened_at + constants.answer_days * interval '1' day as is_timely,
        turns.answer_key,
        turns.answer_at,
        turns.happened_at <= {{ as_of() }} - constants.answer_days * interval '1' day as is_old
    from turns
    cross join {{ ref('time_constants') }} as constants

),

answered as (

    select
        activity_key,
        turn_type,
        side,
        turn_at,
        opens_conversation,
        coalesce(is_timely, false) as is_answered,
        case when is_timely then answer_key end as answer_key,
        case when is_timely then answer_at end as answer_at,
        is_old
    from timely

),

answers as (

    select distinct answer_key, side from answered where is_answered

)

select
    answered.*,
    not answered.is_answered and answered.is_old as is_unanswered,
    not answered.is_answered and not answered.is_old as is_waiting,
    case
        when answered.is_answered then {{ seconds_between('answered.turn_at', 'answered.answer_at') }} / 3600e0
    end as response_hours,
    -- A turn that itself answers the other side leaves nothing unanswered when it stays without an answer.
    answers.answer_key is not null as is_itself_an_answer
from answered
left join answers on answered.activity_key = answers.answer_key and answered.side <> answers.side
where {{ is_touched('answered.activity_key', 'int_touched_turns') }}
