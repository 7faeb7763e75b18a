-- One row per account as of, from Dataverse, in the common shape: merged ones are gone, what pointed at them points at
-- the record that is left.

with

accounts as (

    select * from {{ ref('stg_dataverse__accounts') }} where master_id is null

),

masters as (

    select * from {{ ref('int_dataverse_masters') }}

),

labels as (

    select * from {{ ref('int_dataverse_option_labels') }} where table_name = 'account'

)

select
    'dataverse' as source_system,
    accounts.account_id,
    accounts.name,
    industries.label as industry,
    accounts.country,
    accounts.employees,
    accounts.annual_revenue,
    ownerships.label as ownership,
    coalesce(contacts.master_id, accounts.primary_contact_id) as primary_contact_id,
    coalesce(parents.master_id, accounts.parent_account_id) as parent_account_id,
    accounts.owner_id,
    accounts.is_active,
    accounts.created_at
from accounts
left join labels as industries
    on industries.column_name = 'industrycode' and accounts.industry_code = industries.option_value
left join labels as ownerships
    on ownerships.column_name = 'ownershipcode' and accounts.ownership_code = ownerships.option_value
left join masters as contacts
    on contacts.record_type = 'contact' and accounts.primary_contact_id = contacts.record_id
left join masters as parents
    on parents.record_type = 'account' and accounts.parent_account_id = parents.record_id
