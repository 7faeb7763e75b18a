-- One row per change of a field of an opportunity as of, from the demo source.

{{ staged('demo', 'opportunity_history') }}
