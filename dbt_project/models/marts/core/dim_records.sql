-- One row per account, contact, lead and opportunity that exists as of, with its names, owner and links.
-- A contact who opted out keeps a row without a name.

with

records as (

    select * from {{ ref('int_records') }}

)

select
    records.record_key,
    {{ as_text('records.record_type') }} as record_type,
    records.source_system,
    records.record_id,
    case when not records.is_opted_out then records.record_name end as record_name,
    records.owner_key,
    records.responsible_key,
    owners.user_name as owner_name,
    owners.team as owner_team,
    records.account_key,
    accounts.name as account_name,
    coalesce(records.segment, 'Unknown') as segment,
    records.stage,
    records.created_at,
    records.closed_at,
    records.is_open,
    records.is_opted_out,
    records.is_reconstructed,
    -- Health is that of the close for closed records, that of as_of for the others.
    coalesce(records.closed_at, {{ as_of() }}) as measured_at,
    {{ record_url('records.record_type', 'records.record_key') }} as record_url,
    {{ crm_url('records.record_type', 'records.record_id') }} as crm_url
from records
left join {{ ref('dim_users') }} as owners on records.owner_key = owners.user_key
left join {{ ref('int_accounts_unioned') }} as accounts on records.account_key = accounts.account_key
