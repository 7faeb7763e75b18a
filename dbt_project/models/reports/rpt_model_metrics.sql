-- One row per version of a model, split and metric; weights of features are the split `weights`.

select
    model,
    version,
    split,
    metric,
    value,
    ci_lo,
    ci_hi
from {{ source('ml', 'model_metrics') }}
union all
select
    model,
    version,
    'weights',
    feature || '.' || part,
    weight,
    cast(null as double),
    cast(null as double)
from {{ source('ml', 'feature_weights') }}
