-- One row per opportunity as of, from the demo source.

{{ staged('demo', 'opportunities') }}
