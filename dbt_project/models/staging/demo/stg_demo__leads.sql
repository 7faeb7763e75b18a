-- One row per lead as of, from the demo source.

{{ staged('demo', 'leads') }}
