-- One row per split, segment and metric of the back-test of health: does a better score mean more deals won?

select
    split,
    segment_type,
    segment,
    metric,
    value,
    ci_lo,
    ci_hi,
    n,
    deals,
    status,
    case status
        when 'not_enough_data' then '{{ label("Not enough data", "Dados insuficientes") }}'
        when 'no_signal' then '{{ label("No better than chance", "Não melhor que o acaso") }}'
        when 'warning' then '{{ label("The distribution has moved", "A distribuição mudou") }}'
        when 'alert' then '{{ label("The distribution has moved far", "A distribuição mudou muito") }}'
        when 'low_confidence' then '{{ label("Few deals: low confidence", "Poucas oportunidades: confiança baixa") }}'
        else ''
    end as note,
    validated_as_of
from {{ source('ml', 'health_validation') }}
