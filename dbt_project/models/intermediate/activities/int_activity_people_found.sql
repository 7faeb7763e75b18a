-- One row per activity, role and person, as recorded: a party with a known id is that record alone; without one its
-- address stands for everybody who has it; an address nobody has is a person of its own, ours in an own domain.

with

parties as (

    select
        activity_key,
        source_system,
        lower(trim(role)) as role,
        party_type,
        nullif(trim(party_id), '') as party_id,
        nullif(lower(trim(address)), '') as address
    from {{ ref('int_activity_parties_unioned') }}

),

by_id as (

    select
        parties.*,
        people.person_key,
        people.side,
        -- Only a party without a known id is looked up by its address.
        case when people.person_key is null then parties.address end as unknown_address,
        case when people.person_key is null then split_part(parties.address, '@', 2) end as unknown_domain
    from parties
    left join {{ ref('int_people') }} as people
        on people.person_key = parties.source_system || ':' || parties.party_type || ':' || parties.party_id

),

resolved as (

    select
        by_id.activity_key,
        by_id.role,
        coalesce(
            by_id.person_key,
            addresses.person_key,
            by_id.source_system || ':address:' || by_id.address,
            by_id.source_system || ':' || by_id.party_type || ':' || by_id.party_id
        ) as person_key,
        coalesce(
            by_id.side,
            addresses.side,
            case
                when by_id.address is not null
                    then case when own_domains.domain is not null then 'team' else 'customer' end
                when by_id.party_type = 'user' then 'team'
                else 'customer'
            end
        ) as side,
        by_id.person_key is not null or addresses.person_key is not null as has_record
    from by_id
    left join {{ ref('int_person_addresses') }} as addresses
        on by_id.source_system = addresses.source_system and by_id.unknown_address = addresses.address
    left join {{ ref('int_own_domains') }} as own_domains on by_id.unknown_domain = own_domains.domain

)

select distinct
    resolved.activity_key,
    resolved.role,
    resolved.person_key,
    resolved.side,
    resolved.has_record,
    coalesce(people.is_opted_out, false) as is_opted_out,
    -- The roles that link an activity to a record, by type of activity.
    case activities.activity_type
        when 'email' then resolved.role in ('from', 'to', 'cc')
        when 'meeting' then resolved.role in ('organizer', 'required', 'optional')
        when 'call' then resolved.role in ('from', 'to')
        else false
    end as is_linking
from resolved
inner join {{ ref('int_activities_as_of') }} as activities on resolved.activity_key = activities.activity_key
left join {{ ref('int_people') }} as people on resolved.person_key = people.person_key
where resolved.person_key is not null
