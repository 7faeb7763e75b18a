-- One row per user as of, from the demo source.

{{ staged('demo', 'users') }}
