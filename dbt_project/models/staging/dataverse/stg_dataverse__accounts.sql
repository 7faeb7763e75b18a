-- One row per account as of, from Dataverse.

{{ dataverse_rows('accounts', 'accountid') }}
select
    accountid as account_id,
    name,
    industrycode as industry_code,
    address1_country as country,
    numberofemployees as employees,
    revenue as annual_revenue,
    ownershipcode as ownership_code,
    customertypecode as customer_type_code,
    _primarycontactid_value as primary_contact_id,
    _parentaccountid_value as parent_account_id,
    {{ dataverse_owner() }} as owner_id,
    coalesce(statecode, 0) = 0 as is_active,
    _masterid_value as master_id,
    createdon as created_at
from current_rows
