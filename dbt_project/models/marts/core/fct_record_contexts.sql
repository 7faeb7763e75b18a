-- One row per record and context in which it answers: alone (neither contact nor opportunity beside it, but itself), or
-- beside one of its contacts or opportunities, so that a page can be filtered by an account, a contact, an opportunity
-- and an owner at once.

{{ plain_texts() }}

with

contacts_of_deals as (

    select
        people.record_key as opportunity_key,
        people.person_key as contact_key
    from {{ ref('int_record_people') }} as people
    inner join {{ ref('dim_contacts') }} as contacts on people.person_key = contacts.contact_key
    where people.record_type = 'opportunity' and people.side = 'customer'

),

contexts as (

    select
        record_key,
        record_key as context_key,
        case when record_type = 'contact' then record_key end as contact_key,
        case when record_type = 'opportunity' then record_key end as opportunity_key
    from {{ ref('dim_records') }}
    union all
    select account_key, contact_key, contact_key, cast(null as string) from {{ ref('dim_contacts') }}
    union all
    select account_key, opportunity_key, cast(null as string), opportunity_key from {{ ref('dim_opportunities') }}
    union all
    select contact_key, opportunity_key, contact_key, opportunity_key from contacts_of_deals
    union all
    select opportunity_key, contact_key, contact_key, opportunity_key from contacts_of_deals

)

select
    contexts.record_key,
    contexts.context_key,
    contexts.contact_key,
    contexts.opportunity_key
from contexts
inner join {{ ref('dim_records') }} as records on contexts.record_key = records.record_key
