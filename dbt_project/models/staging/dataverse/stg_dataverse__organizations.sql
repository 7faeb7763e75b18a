-- One row per organisation as of, from Dataverse.

{{ dataverse_rows('organizations', 'organizationid', versioned=false, created=false) }}
select
    organizationid as organization_id,
    _basecurrencyid_value as base_currency_id,
    languagecode as language_code
from current_rows
