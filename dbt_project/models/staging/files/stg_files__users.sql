-- One row per user as of, from the files source.

{{ staged('files', 'users') }}
