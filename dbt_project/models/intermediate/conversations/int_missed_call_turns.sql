-- One row per missed incoming call: a turn of the customer. Its answer is our next e-mail sent, call made (connected
-- or not) or meeting sent on which that person takes part.

{{ kept_by('int_touched_calls') }}

with

callers as (

    select distinct
        calls.activity_key,
        calls.activity_id,
        calls.happened_at,
        people.person_key
    from {{ ref('int_activities_classified') }} as calls
    left join {{ ref('int_activity_people') }} as people
        on calls.activity_key = people.activity_key and people.role = 'from' and people.side = 'customer'
    where
        calls.activity_type = 'call'
        and calls.status = 'completed'
        and calls.direction = 'incoming'
        and not calls.is_connected
        and calls.noise_rule is null
        and {{ is_touched('calls.activity_key', 'int_touched_calls') }}

),

-- They are looked for first: most activities are with people who never called in vain.
with_callers as (

    select
        activity_key,
        person_key
    from {{ ref('int_activity_people') }}
    where is_linking and person_key in (select person_key from callers)

),

ours as (

    select
        activities.activity_key,
        activities.activity_id,
        activities.happened_at,
        with_callers.person_key
    from with_callers
    inner join {{ ref('int_activities_classified') }} as activities
        on with_callers.activity_key = activities.activity_key
    where
        activities.noise_rule is null
        and activities.status = 'completed'
        and activities.direction = 'outgoing'
        and activities.activity_type in ('email', 'call', 'meeting')

),

answers as (

    select
        callers.activity_key,
        ours.activity_key as answer_key,
        ours.happened_at as answer_at,
        row_number() over (
            partition by callers.activity_key order by ours.happened_at, ours.activity_id
        ) as position
    from callers
    cross join {{ ref('time_constants') }} as constants
    inner join ours
        on callers.person_key = ours.person_key
            and (
                ours.happened_at > callers.happened_at
                or (ours.happened_at = callers.happened_at and ours.activity_id > callers.activity_id)
            )
            and ours.happened_at <= callers.happened_at + constants.answer_days * interval '1' day

)

select distinct
    callers.activity_key,
    callers.happened_at,
    answers.answer_key,
    answers.answer_at
from callers
left join answers on callers.activity_key = answers.activity_key and answers.position = 1
