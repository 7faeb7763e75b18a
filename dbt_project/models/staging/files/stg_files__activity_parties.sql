-- One row per party of an activity (a person in a role) as of, from the files source.

{{ staged('files', 'activity_parties') }}
