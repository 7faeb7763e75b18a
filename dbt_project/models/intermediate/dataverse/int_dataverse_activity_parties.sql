-- One row per person in a role of an activity, from Dataverse, in the common shape. Owner, regarding, resource and
-- customer of an activity are no people who took part. A party that is no user, contact, lead or account (a queue, an
-- unresolved sender) is its address; a lead who opted out is nobody.

with

parties as (

    select * from {{ ref('stg_dataverse__activityparties') }}
    where activity_id is not null and role is not null

),

masters as (

    select * from {{ ref('int_dataverse_masters') }}

),

silent_leads as (

    select lead_id from {{ ref('stg_dataverse__leads') }} where opted_out

)

select distinct
    'dataverse' as source_system,
    parties.activity_id,
    parties.role,
    parties.party_type,
    case when parties.party_type is not null then coalesce(masters.master_id, parties.party_id) end as party_id,
    parties.address
from parties
left join masters on parties.party_type = masters.record_type and parties.party_id = masters.record_id
left join silent_leads on parties.party_type = 'lead' and parties.party_id = silent_leads.lead_id
where silent_leads.lead_id is null
