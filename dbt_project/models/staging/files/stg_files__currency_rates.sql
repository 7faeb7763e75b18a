-- One row per currency and day as of, from the files source.

{{ staged('files', 'currency_rates') }}
