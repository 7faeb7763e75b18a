-- One row per opportunity and event of its life up to its close (as_of, while open): a completed activity, or a turn that
-- was answered or stayed without an answer for as long as the time constants allow. Summing up to an age gives what the
-- deal had by then.

{{ config(materialized='view') }}

with

opportunities as (

    select
        opportunity_key as record_key,
        created_at,
        case when is_open then {{ as_of() }} else closed_at end as ends_at
    from {{ ref('int_opportunities_rewound') }}

),

activities as (

    select
        record_key,
        'activity' as event,
        activity_key,
        happened_at as event_at,
        1 as interactions,
        case
            when direction = 'outgoing' and (activity_type in ('meeting', 'call') or opens_conversation) then 1
            else 0
        end as team_initiated,
        case when direction = 'outgoing' and activity_type = 'meeting' then 1 else 0 end as meetings_sent,
        case when activity_type = 'email' and direction = 'outgoing' then 1 else 0 end as emails_sent,
        case when activity_type = 'email' and direction = 'incoming' then 1 else 0 end as emails_received,
        team_minutes,
        customer_minutes,
        cast(null as string) as answering_side,
        0 as answered,
        0 as unanswered,
        0e0 as response_hours
    from {{ ref('fct_activity_links') }}
    where record_type = 'opportunity' and status = 'completed'

),

turns as (

    select
        links.record_key,
        'turn' as event,
        turns.activity_key,
        case when turns.is_answered then turns.answer_at else turns.turn_at + constants.answer_days * interval '1' day end
            as event_at,
        0 as interactions,
        0 as team_initiated,
        0 as meetings_sent,
        0 as emails_sent,
        0 as emails_received,
        0e0 as team_minutes,
        0e0 as customer_minutes,
        case when turns.side = 'team' then 'customer' else 'team' end as answering_side,
        case when turns.is_answered then 1 else 0 end as answered,
        case when turns.is_unanswered then 1 else 0 end as unanswered,
        case when turns.is_answered then turns.response_hours else 0e0 end as response_hours
    from {{ ref('fct_turns') }} as turns
    inner join {{ ref('fct_activity_links') }} as links
        on turns.activity_key = links.activity_key and links.record_type = 'opportunity'
    cross join {{ ref('time_constants') }} as constants
    where turns.is_answered or turns.is_unanswered

),

events as (

    select * from activities
    union all
    select * from turns

)

select
    events.record_key,
    events.event,
    events.activity_key,
    -- What happened before the deal was recorded belongs to its first instant.
    greatest({{ seconds_between('opportunities.created_at', 'events.event_at') }} / 86400e0, 0e0) as age_days,
    events.interactions,
    events.team_initiated,
    events.meetings_sent,
    events.emails_sent,
    events.emails_received,
    events.team_minutes,
    events.customer_minutes,
    events.answering_side,
    events.answered,
    events.unanswered,
    events.response_hours
from events
inner join opportunities on events.record_key = opportunities.record_key
where events.event_at <= opportunities.ends_at and opportunities.created_at is not null
