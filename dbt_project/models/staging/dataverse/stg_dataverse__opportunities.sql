-- One row per opportunity as of, from Dataverse.

{{ dataverse_rows('opportunities', 'opportunityid') }}
select
    opportunityid as opportunity_id,
    {{ dataverse_owner() }} as owner_id,
    case statecode when 1 then 'won' when 2 then 'lost' else 'open' end as status,
    estimatedvalue as estimated_value,
    cast(estimatedclosedate as date) as estimated_close_date,
    {{ dataverse_own_stage() }} as own_stage,
    name,
    case when _customerid_value_type = 'account' then _customerid_value else _parentaccountid_value end as account_id,
    case when _customerid_value_type = 'contact' then _customerid_value else _parentcontactid_value end as contact_id,
    stageid as stage_id,
    actualvalue as actual_value,
    _transactioncurrencyid_value as currency_id,
    exchangerate as exchange_rate,
    cast(actualclosedate as date) as actual_close_date,
    cast(closeprobability as double) as close_probability,
    createdon as created_at,
    modifiedon as modified_at,
    coalesce(modifiedon > {{ as_of() }}, false) as is_reconstructed
from current_rows
