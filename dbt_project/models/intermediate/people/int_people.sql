-- One row per person with a record: users are the team; contacts, leads and accounts (as a party) are the customer.

with

people as (

    select
        user_key as person_key, 'user' as person_type, 'team' as side, full_name as person_name, time_zone,
        coalesce(opted_out, false) or {{ is_erased('user_id') }} as is_opted_out, source_system
    from {{ ref('int_users_unioned') }}
    union all
    select
        contact_key, 'contact', 'customer', full_name, cast(null as string),
        coalesce(opted_out, false) or {{ is_erased('contact_id') }}, source_system
    from {{ ref('int_contacts_unioned') }}
    union all
    select lead_key, 'lead', 'customer', name, cast(null as string), {{ is_erased('lead_id') }}, source_system
    from {{ ref('int_leads_unioned') }}
    union all
    select account_key, 'account', 'customer', name, cast(null as string), false, source_system
    from {{ ref('int_accounts_unioned') }}

)

select
    person_key,
    {{ enumerated('person_type', 'person_type') }} as person_type,
    {{ enumerated('side', 'side') }} as side,
    person_name,
    time_zone,
    is_opted_out,
    source_system
from people
