-- One row per record and card: the relationship in words, with the two numbers that the words compare. A card whose
-- numbers do not exist is left out. A view: a page reads the cards of one record, and whoever counts them writes no text.

{{ config(materialized='view') }}

{% set cards = [
    {
        'metric': 'initiated_activities', 'decimals': 0,
        'value': 'team_initiated_activities', 'benchmark': 'customer_initiated_activities',
        'en': [
            'You have started {d} activities more than the customer ({v} against {b}).',
            'You have started {d} activities fewer than the customer ({v} against {b}).',
            'You and the customer have started equally many activities ({v} each).',
        ],
        'pt': [
            'Vocês iniciaram {d} atividades a mais que o cliente ({v} contra {b}).',
            'Vocês iniciaram {d} atividades a menos que o cliente ({v} contra {b}).',
            'Vocês e o cliente iniciaram o mesmo número de atividades ({v} cada).',
        ],
    },
    {
        'metric': 'hours', 'decimals': 1, 'value': 'team_minutes / 60e0', 'benchmark': 'customer_minutes / 60e0',
        'en': [
            'You have invested {d} hours more than the customer ({v} against {b}).',
            'You have invested {d} hours less than the customer ({v} against {b}).',
            'You and the customer have invested the same time ({v} hours each).',
        ],
        'pt': [
            'Vocês investiram {d} horas a mais que o cliente ({v} contra {b}).',
            'Vocês investiram {d} horas a menos que o cliente ({v} contra {b}).',
            'Vocês e o cliente investiram o mesmo tempo ({v} horas cada).',
        ],
    },
    {
        'metric': 'response_rate', 'decimals': 0,
        'value': '100e0 * customer_response_rate', 'benchmark': '100e0 * team_response_rate',
        'en': [
            'The customer answers more often than you do, by {d} percentage points ({v} % against {b} %).',
            'The customer answers less often than you do, by {d} percentage points ({v} % against {b} %).',
            'The customer answers as often as you do ({v} %).',
        ],
        'pt': [
            'O cliente responde com mais frequência que vocês, por {d} pontos percentuais ({v} % contra {b} %).',
            'O cliente responde com menos frequência que vocês, por {d} pontos percentuais ({v} % contra {b} %).',
            'O cliente responde com a mesma frequência que vocês ({v} %).',
        ],
    },
    {
        'metric': 'response_hours', 'decimals': 1,
        'value': 'team_first_response_hours', 'benchmark': 'customer_first_response_hours',
        'en': [
            'You take {d} hours longer to answer than the customer ({v} against {b}).',
            'You take {d} hours less to answer than the customer ({v} against {b}).',
            'You take as long to answer as the customer ({v} hours).',
        ],
        'pt': [
            'Vocês levam {d} horas a mais que o cliente para responder ({v} contra {b}).',
            'Vocês levam {d} horas a menos que o cliente para responder ({v} contra {b}).',
            'Vocês levam o mesmo tempo que o cliente para responder ({v} horas).',
        ],
    },
    {
        'metric': 'emails', 'decimals': 0, 'value': 'emails_sent', 'benchmark': 'emails_received',
        'en': [
            'You have sent {d} e-mails more than you received ({v} against {b}).',
            'You have sent {d} e-mails fewer than you received ({v} against {b}).',
            'You have sent as many e-mails as you received ({v}).',
        ],
        'pt': [
            'Vocês enviaram {d} e-mails a mais do que receberam ({v} contra {b}).',
            'Vocês enviaram {d} e-mails a menos do que receberam ({v} contra {b}).',
            'Vocês enviaram tantos e-mails quanto receberam ({v}).',
        ],
    },
] %}
with

cards as (

    {% for card in cards -%}
    select
        record_key,
        {{ loop.index }} as position,
        '{{ card.metric }}' as metric,
        cast({{ card.value }} as double) as value,
        cast({{ card.benchmark }} as double) as benchmark,
        {{ card_text(card.value, card.benchmark, card.decimals, 'en', *card.en) }} as text_en,
        {{ card_text(card.value, card.benchmark, card.decimals, 'pt', *card.pt) }} as text_pt
    from {{ ref('fct_relationship_kpis') }}
    where {{ card.value }} is not null and {{ card.benchmark }} is not null
        and ({{ card.value }} > 0 or {{ card.benchmark }} > 0)
    union all
    {% endfor -%}
    select record_key, {{ cards | length }} + position, metric, value, benchmark, text_en, text_pt
    from {{ ref('fct_benchmark_cards') }}

)

select
    records.source_system,
    cards.record_key,
    records.record_type,
    records.record_id,
    cards.position,
    cards.metric,
    cards.value,
    cards.benchmark,
    cards.text_en,
    cards.text_pt
from cards
inner join {{ ref('dim_records') }} as records on cards.record_key = records.record_key
