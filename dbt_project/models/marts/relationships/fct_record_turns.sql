-- One row per record and turn that it owns: the turns whose first e-mail or call is linked to it.
-- A view: the same turn stands for many records, and joining costs less than writing.

{{ config(materialized='view') }}

select
    links.record_key,
    links.record_type,
    turns.activity_key,
    turns.side,
    turns.turn_at,
    turns.answer_at,
    turns.is_answered,
    turns.is_unanswered,
    turns.is_waiting,
    turns.is_itself_an_answer,
    turns.response_hours,
    turns.business_response_hours
from {{ ref('fct_activity_links') }} as links
inner join {{ ref('fct_turns') }} as turns on links.activity_key = turns.activity_key
