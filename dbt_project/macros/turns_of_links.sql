{# One row per link and the turn that it makes the record own: that of its first e-mail or call. #}
{% macro turns_of_links(links) -%}
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
from {{ links }} as links
inner join {{ ref('fct_turns') }} as turns on links.activity_key = turns.activity_key
{%- endmacro %}
