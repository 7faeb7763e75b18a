-- One row per activity as of, from the demo source.

{{ staged('demo', 'activities') }}
