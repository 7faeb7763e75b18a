-- One row per contact as of, from Dataverse.

{{ dataverse_rows('contacts', 'contactid') }}
select
    contactid as contact_id,
    {{ masked_name('fullname') }} as full_name,
    {{ masked_address('emailaddress1') }} as email,
    {{ masked_address('emailaddress2') }} as second_email,
    {{ masked_address('emailaddress3') }} as third_email,
    jobtitle as job_title,
    accountrolecode as role_code,
    case when _parentcustomerid_value_type = 'account' then _parentcustomerid_value end as account_id,
    {{ dataverse_owner() }} as owner_id,
    coalesce(statecode, 0) = 0 as is_active,
    coalesce(msdyn_gdproptout, false) as opted_out,
    _masterid_value as master_id,
    createdon as created_at
from current_rows
