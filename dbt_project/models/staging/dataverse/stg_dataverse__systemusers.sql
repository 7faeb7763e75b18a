-- One row per user as of, from Dataverse.

{{ dataverse_rows('systemusers', 'systemuserid') }}
select
    systemuserid as user_id,
    {{ masked_name('fullname') }} as full_name,
    {{ masked_address('internalemailaddress') }} as email,
    coalesce(jobtitle, title) as title,
    _parentsystemuserid_value as manager_id,
    _businessunitid_value as business_unit_id,
    not coalesce(isdisabled, false) as is_active,
    coalesce(msdyn_gdproptout, false) as opted_out
from current_rows
