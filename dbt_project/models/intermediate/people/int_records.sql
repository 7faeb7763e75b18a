-- One row per record (account, contact, lead, opportunity) that exists as of, with what linking and health need.

with

accounts as (

    select * from {{ ref('int_accounts_unioned') }}

),

records as (

    select
        account_key as record_key, 'account' as record_type, source_system, account_id as record_id,
        name as record_name, owner_key, account_key, created_at, cast(null as timestamp) as closed_at,
        true as is_open, false as is_opted_out, false as is_reconstructed, cast(null as string) as stage
    from accounts
    union all
    select
        contact_key, 'contact', source_system, contact_id, full_name, owner_key, account_key, created_at,
        cast(null as timestamp), true, coalesce(opted_out, false) or {{ is_erased('contact_id') }}, false,
        cast(null as string)
    from {{ ref('int_contacts_unioned') }}
    union all
    select
        lead_key, 'lead', source_system, lead_id, name, owner_key, cast(null as string), created_at,
        case when status <> 'open' and closed_at <= {{ as_of() }} then closed_at end,
        coalesce(status, 'open') = 'open' or coalesce(closed_at > {{ as_of() }}, false),
        {{ is_erased('lead_id') }}, false, cast(null as string)
    from {{ ref('int_leads_unioned') }}
    union all
    select
        opportunity_key, 'opportunity', source_system, opportunity_id, name, owner_key, account_key, created_at,
        closed_at, is_open, false, is_reconstructed, stage
    from {{ ref('int_opportunities_rewound') }}

)

select
    records.record_key,
    {{ enumerated('records.record_type', 'record_type') }} as record_type,
    records.source_system,
    records.record_id,
    records.record_name,
    owners.user_key as owner_key,
    -- Who answers for the record: its owner, or without one the owner of its account.
    coalesce(owners.user_key, account_owners.user_key) as responsible_key,
    accounts.account_key,
    accounts.industry as segment,
    records.stage,
    records.created_at,
    records.is_open,
    records.is_opted_out,
    records.is_reconstructed,
    -- The end of the record's life: its close; a close without an instant counts as of as_of.
    case when not records.is_open then coalesce(records.closed_at, {{ as_of() }}) end as closed_at
from records
left join accounts on records.account_key = accounts.account_key
left join {{ ref('int_users_unioned') }} as owners on records.owner_key = owners.user_key
left join {{ ref('int_users_unioned') }} as account_owners on accounts.owner_key = account_owners.user_key
