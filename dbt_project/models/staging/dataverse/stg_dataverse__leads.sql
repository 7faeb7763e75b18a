-- One row per lead as of, from Dataverse.

{{ dataverse_rows('leads', 'leadid') }}
select
    leadid as lead_id,
    {{ masked_name('coalesce(fullname, subject, companyname)') }} as name,
    {{ masked_address('emailaddress1') }} as email,
    companyname as company,
    leadsourcecode as lead_source_code,
    jobtitle as job_title,
    coalesce(estimatedamount, estimatedvalue) as estimated_value,
    _transactioncurrencyid_value as currency_id,
    {{ dataverse_owner() }} as owner_id,
    case statecode when 1 then 'qualified' when 2 then 'disqualified' else 'open' end as status,
    coalesce(msdyn_gdproptout, false) as opted_out,
    _masterid_value as master_id,
    createdon as created_at,
    -- A lead that is closed is read-only: its last change is its close.
    case when statecode in (1, 2) then modifiedon end as closed_at
from current_rows
