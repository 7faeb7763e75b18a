-- One row per contact as of, from the demo source.

{{ staged('demo', 'contacts') }}
