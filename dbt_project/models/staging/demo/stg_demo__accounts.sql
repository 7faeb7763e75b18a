-- One row per account as of, from the demo source.

{{ staged('demo', 'accounts') }}
