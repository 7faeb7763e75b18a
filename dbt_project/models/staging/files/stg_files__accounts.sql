-- One row per account as of, from the files source.

{{ staged('files', 'accounts') }}
