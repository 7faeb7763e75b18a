-- One row per mail address and person it stands for. An address shared by several records stands for all of them;
-- one that a user has stands for users only.

with

addresses as (

    select source_system, user_key as person_key, 'team' as side, email as address
    from {{ ref('int_users_unioned') }}
    union all
    select source_system, contact_key, 'customer', email
    from {{ ref('int_contacts_unioned') }}
    union all
    select source_system, contact_key, 'customer', {{ split_rows('other_emails', ';') }}
    from {{ ref('int_contacts_unioned') }}
    where other_emails is not null
    union all
    select source_system, lead_key, 'customer', email
    from {{ ref('int_leads_unioned') }}

),

clean as (

    select distinct source_system, person_key, side, lower(trim(address)) as address
    from addresses
    where trim(address) <> ''

)

select
    source_system,
    address,
    person_key,
    {{ enumerated('side', 'side') }} as side
from clean
qualify side = 'team' or not bool_or(side = 'team') over (partition by source_system, address)
