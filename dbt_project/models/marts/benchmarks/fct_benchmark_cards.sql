-- One row per open opportunity and card: how it stands against the similar won deals, in words. At the same age where
-- that is known, else against their totals, which a young deal cannot have reached yet: the words say which.

{% set cards = [
    ('team_initiated_interactions', 1, 1, [
        'You have initiated {d} interactions more than in similar won deals {when} ({v} against {b}).',
        'You have initiated {d} interactions fewer than in similar won deals {when} ({v} against {b}).',
        'You have initiated as many interactions as in similar won deals {when} ({v}).',
    ], [
        'Vocês iniciaram {d} interações a mais que em negócios ganhos semelhantes {when} ({v} contra {b}).',
        'Vocês iniciaram {d} interações a menos que em negócios ganhos semelhantes {when} ({v} contra {b}).',
        'Vocês iniciaram tantas interações quanto em negócios ganhos semelhantes {when} ({v}).',
    ]),
    ('team_hours', 1, 1, [
        'You have invested {d} hours more than in similar won deals {when} ({v} against {b}).',
        'You have invested {d} hours less than in similar won deals {when} ({v} against {b}).',
        'You have invested as many hours as in similar won deals {when} ({v}).',
    ], [
        'Vocês investiram {d} horas a mais que em negócios ganhos semelhantes {when} ({v} contra {b}).',
        'Vocês investiram {d} horas a menos que em negócios ganhos semelhantes {when} ({v} contra {b}).',
        'Vocês investiram tantas horas quanto em negócios ganhos semelhantes {when} ({v}).',
    ]),
    ('customer_response_rate', 100, 0, [
        'The customer answers more often than in similar won deals {when}, by {d} percentage points ({v} % against {b} %).',
        'The customer answers less often than in similar won deals {when}, by {d} percentage points ({v} % against {b} %).',
        'The customer answers as often as in similar won deals {when} ({v} %).',
    ], [
        'O cliente responde com mais frequência que em negócios ganhos semelhantes {when}, por {d} pontos percentuais ({v} % contra {b} %).',
        'O cliente responde com menos frequência que em negócios ganhos semelhantes {when}, por {d} pontos percentuais ({v} % contra {b} %).',
        'O cliente responde com a mesma frequência que em negócios ganhos semelhantes {when} ({v} %).',
    ]),
    ('team_first_response_hours', 1, 1, [
        'You take {d} hours longer to answer than in similar won deals {when} ({v} against {b}).',
        'You take {d} hours less to answer than in similar won deals {when} ({v} against {b}).',
        'You take as long to answer as in similar won deals {when} ({v} hours).',
    ], [
        'Vocês levam {d} horas a mais para responder que em negócios ganhos semelhantes {when} ({v} contra {b}).',
        'Vocês levam {d} horas a menos para responder que em negócios ganhos semelhantes {when} ({v} contra {b}).',
        'Vocês levam o mesmo tempo para responder que em negócios ganhos semelhantes {when} ({v} horas).',
    ]),
] %}
with

benchmarks as (

    select *
    from {{ ref('fct_benchmarks') }}
    where basis = 'similar' and benchmark_set in ('same_age', 'final_total') and value is not null
    qualify row_number() over (partition by record_key, metric order by benchmark_set desc) = 1

),

cards as (

    {% for metric, factor, decimals, english, portuguese in cards -%}
    {% set whole = metric == 'team_initiated_interactions' -%}
    select
        record_key,
        {{ loop.index }} as position,
        'similar_won_{{ metric }}' as metric,
        benchmark_set,
        value * {{ factor }}e0 as value,
        mean * {{ factor }}e0 as benchmark,
        {% set v, b = 'value * ' ~ factor ~ 'e0', 'mean * ' ~ factor ~ 'e0' -%}
        {{ card_text(v, b, decimals, 'en', *english, whole=whole) }} as text_en,
        {{ card_text(v, b, decimals, 'pt', *portuguese, whole=whole) }} as text_pt
    from benchmarks
    where metric = '{{ metric }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    record_key,
    position,
    metric,
    benchmark_set,
    value,
    benchmark,
    replace(text_en, '{when}', case when benchmark_set = 'same_age' then 'at the same age' else 'in total' end) as text_en,
    replace(text_pt, '{when}', case when benchmark_set = 'same_age' then 'na mesma idade' else 'no total' end) as text_pt
from cards
