-- One row per connection of a record with a party as of, from the files source.

{{ staged('files', 'connections') }}
