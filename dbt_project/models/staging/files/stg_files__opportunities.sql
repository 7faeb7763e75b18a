-- One row per opportunity as of, from the files source.

{{ staged('files', 'opportunities') }}
