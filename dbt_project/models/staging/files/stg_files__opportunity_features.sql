-- One row per opportunity with its declared deal features as they were known at first, from the files source.

{{ first_features('files') }}
select
    'files' as source_system,
    opportunity_id
    {{- feature_columns('files') }}
from first_rows
