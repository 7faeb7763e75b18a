-- One row per lead as of, from Dataverse, in the common shape. Who opted out keeps a row without name and address.

with

leads as (

    select * from {{ ref('stg_dataverse__leads') }} where master_id is null

)

select
    'dataverse' as source_system,
    leads.lead_id,
    case when not leads.opted_out then leads.name end as name,
    case when not leads.opted_out then leads.email end as email,
    leads.company,
    leads.job_title,
    leads.estimated_value,
    currencies.currency,
    leads.owner_id,
    leads.status,
    leads.created_at,
    leads.closed_at
from leads
left join {{ ref('stg_dataverse__transactioncurrencies') }} as currencies on leads.currency_id = currencies.currency_id
