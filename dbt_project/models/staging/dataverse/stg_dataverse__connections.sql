-- One row per connection as of, from Dataverse.

{{ dataverse_rows('connections', 'connectionid') }}
select
    connectionid as connection_id,
    {{ dataverse_type('_record1id_value_type') }} as first_type,
    _record1id_value as first_id,
    _record1roleid_value as first_role_id,
    {{ dataverse_type('_record2id_value_type') }} as second_type,
    _record2id_value as second_id,
    _record2roleid_value as second_role_id,
    effectivestart as effective_from,
    effectiveend as effective_until,
    coalesce(statecode, 0) = 0 as is_active
from current_rows
