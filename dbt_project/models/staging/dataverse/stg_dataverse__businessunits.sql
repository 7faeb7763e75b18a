-- One row per business unit as of, from Dataverse.

{{ dataverse_rows('businessunits', 'businessunitid') }}
select
    businessunitid as business_unit_id,
    name
from current_rows
