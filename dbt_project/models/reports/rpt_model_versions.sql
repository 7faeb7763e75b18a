-- One row per version of a model that was trained as of this build's instant or before.

with

data_at_hand as (

    select
        model,
        version,
        min(value) as fewest
    from {{ source('ml', 'model_metrics') }}
    where split = 'train' and metric in ('deals_won', 'deals_lost')
    group by model, version

)

select
    versions.model,
    versions.version,
    versions.kind,
    versions.status,
    {{ label('versions.reason_en', 'versions.reason_pt') }} as reason,
    versions.is_used,
    versions.trained_as_of,
    versions.data_from,
    versions.data_to,
    versions.training_rows,
    versions.seed,
    versions.code_version,
    versions.libraries,
    {{ label('cards.card_en', 'cards.card_pt') }} as card,
    case
        when versions.reason_en like '%too few for Dynamics 365%'
            then '{{ label("Fewer than 30 deals were won, or lost, in 24 months: Dynamics 365 would name no similar deals", "Menos de 30 oportunidades ganhas, ou perdidas, em 24 meses: o Dynamics 365 não indicaria semelhantes") }}'
        when versions.model = 'similar_deals' and versions.kind = 'prior'
            then '{{ label("Equal weights: nothing that was learned tells better which deals are alike", "Pesos iguais: nada do que foi aprendido indica melhor quais oportunidades se parecem") }}'
        when data_at_hand.fewest < 200
            then '{{ label("Fewer than 200 deals won, or lost, to learn from: low confidence", "Menos de 200 oportunidades ganhas, ou perdidas, para aprender: confiança baixa") }}'
        else '{{ label("Enough deals to learn from", "Há oportunidades suficientes para aprender") }}'
    end as caution
from {{ source('ml', 'model_versions') }} as versions
left join {{ source('ml', 'model_cards') }} as cards
    on versions.model = cards.model and versions.version = cards.version
left join data_at_hand on versions.model = data_at_hand.model and versions.version = data_at_hand.version
