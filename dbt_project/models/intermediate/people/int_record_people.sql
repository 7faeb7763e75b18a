-- One row per record and contact of interest, with the side. Accounts and contacts have any user on the team's side,
-- so only their customers are listed.

with

records as (

    select * from {{ ref('int_records') }}

),

connections as (

    select * from {{ ref('int_connections_unioned') }}

),

contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

accounts as (

    select * from {{ ref('int_accounts_unioned') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_rewound') }}

),

pairs as (

    select account_key as record_key, 'customer' as side, account_key as person_key from accounts
    union all
    select account_key, 'customer', primary_contact_key from accounts
    union all
    select account_key, 'customer', contact_key from contacts
    union all
    select contact_key, 'customer', contact_key from contacts
    union all
    select opportunity_key, 'team', owner_key from opportunities
    union all
    select opportunity_key, 'customer', contact_key from opportunities
    union all
    select opportunities.opportunity_key, 'customer', accounts.primary_contact_key
    from opportunities
    inner join accounts on opportunities.account_key = accounts.account_key
    union all
    select lead_key, 'team', owner_key from {{ ref('int_leads_unioned') }}
    union all
    select lead_key, 'customer', lead_key from {{ ref('int_leads_unioned') }}
    union all
    select record_key, 'team', person_key
    from connections
    where role = 'sales_team' and party_type = 'user' and record_type = 'opportunity'
    union all
    select record_key, 'customer', person_key
    from connections
    where role <> 'sales_team' and party_type in ('contact', 'lead') and record_type in ('opportunity', 'lead')

)

select distinct
    pairs.record_key,
    records.record_type,
    pairs.side,
    pairs.person_key
from pairs
inner join records on pairs.record_key = records.record_key
inner join {{ ref('int_people') }} as people on pairs.person_key = people.person_key
