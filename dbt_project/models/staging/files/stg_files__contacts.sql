-- One row per contact as of, from the files source.

{{ staged('files', 'contacts') }}
