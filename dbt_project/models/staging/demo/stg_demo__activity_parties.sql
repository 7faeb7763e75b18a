-- One row per party of an activity (a person in a role) as of, from the demo source.

{{ staged('demo', 'activity_parties') }}
