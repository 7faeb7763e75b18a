-- One row per connection of a record with a party as of, from the demo source.

{{ staged('demo', 'connections') }}
