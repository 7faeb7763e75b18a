-- One row per change of a field of an opportunity as of, from the files source.

{{ staged('files', 'opportunity_history') }}
