-- One row per connection role as of, from Dataverse.

{{ dataverse_rows('connectionroles', 'connectionroleid') }}
select
    connectionroleid as role_id,
    name,
    category
from current_rows
