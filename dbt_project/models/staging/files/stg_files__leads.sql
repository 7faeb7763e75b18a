-- One row per lead as of, from the files source.

{{ staged('files', 'leads') }}
