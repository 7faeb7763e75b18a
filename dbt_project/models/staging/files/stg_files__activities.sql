-- One row per activity as of, from the files source.

{{ staged('files', 'activities') }}
