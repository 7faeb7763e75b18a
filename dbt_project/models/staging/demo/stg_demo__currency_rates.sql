-- One row per currency and day as of, from the demo source.

{{ staged('demo', 'currency_rates') }}
