-- One row per party of an activity as of, from Dataverse.

{{ dataverse_rows('activityparties', 'activitypartyid', versioned=false, created=false) }}
select
    activitypartyid as activity_party_id,
    _activityid_value as activity_id,
    case participationtypemask
        when 1 then 'from'
        when 2 then 'to'
        when 3 then 'cc'
        when 4 then 'bcc'
        when 5 then 'required'
        when 6 then 'optional'
        when 7 then 'organizer'
        when 12 then 'to'
    end as role,
    {{ dataverse_type('_partyid_value_type') }} as party_type,
    _partyid_value as party_id,
    {{ masked_address("nullif(trim(addressused), '')") }} as address
from current_rows
