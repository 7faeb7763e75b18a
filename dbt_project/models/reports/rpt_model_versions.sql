-- One row per version of a model that was trained as of this build's instant or before.

select
    versions.model,
    versions.version,
    versions.kind,
    versions.status,
    versions.reason,
    versions.is_used,
    versions.trained_as_of,
    versions.data_from,
    versions.data_to,
    versions.training_rows,
    versions.seed,
    versions.code_version,
    versions.libraries,
    cards.card
from {{ source('ml', 'model_versions') }} as versions
left join {{ source('ml', 'model_cards') }} as cards
    on versions.model = cards.model and versions.version = cards.version
