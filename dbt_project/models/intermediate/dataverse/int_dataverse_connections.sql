-- One row per record, party and role, from Dataverse, in the common shape: connections whose role belongs to the
-- category Stakeholder (1000) or Sales Team (1001), read from both ends, in force as of.

with

connections as (

    select * from {{ ref('stg_dataverse__connections') }}
    where
        is_active
        and (effective_from is null or effective_from <= {{ as_of() }})
        and (effective_until is null or effective_until > {{ as_of() }})

),

both_ends as (

    select
        first_type as record_type,
        first_id as record_id,
        second_type as party_type,
        second_id as party_id,
        second_role_id as role_id
    from connections
    union all
    select second_type, second_id, first_type, first_id, first_role_id
    from connections

),

roles as (

    select
        role_id,
        case
            when category = 1001 then 'sales_team'
            else coalesce(nullif(trim({{ replace_all("lower(name)", '[^a-z0-9]+', '_') }}), ''), 'stakeholder')
        end as role
    from {{ ref('stg_dataverse__connectionroles') }}
    where category in (1000, 1001)

),

masters as (

    select * from {{ ref('int_dataverse_masters') }}

)

select distinct
    'dataverse' as source_system,
    both_ends.record_type,
    coalesce(records.master_id, both_ends.record_id) as record_id,
    both_ends.party_type,
    coalesce(parties.master_id, both_ends.party_id) as party_id,
    roles.role
from both_ends
inner join roles on both_ends.role_id = roles.role_id
left join masters as records
    on both_ends.record_type = records.record_type and both_ends.record_id = records.record_id
left join masters as parties
    on both_ends.party_type = parties.record_type and both_ends.party_id = parties.record_id
where
    both_ends.record_type in ('account', 'contact', 'lead', 'opportunity')
    and both_ends.party_type in ('user', 'contact', 'lead', 'account')
