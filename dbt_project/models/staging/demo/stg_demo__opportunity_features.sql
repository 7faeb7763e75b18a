-- One row per opportunity with its declared deal features as they were known at first, from the demo source.

{{ first_features('demo') }}
select
    'demo' as source_system,
    opportunity_id
    {{- feature_columns('demo') }}
from first_rows
