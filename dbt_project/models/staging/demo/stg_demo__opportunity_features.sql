-- One row per opportunity with its declared deal features as they were known at first, from the demo source.

{{ first_features('demo') }}
