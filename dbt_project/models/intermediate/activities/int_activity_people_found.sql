-- One row per activity, role and person, as recorded: a party with a known id is that record alone; without one its
-- address stands for everybody who has it; an address nobody has is a person of its own, ours in an own domain.

{{ kept_by('int_touched_activities') }}
{{ in_parts(by='raw') }}

{% set side_of_a_stranger %}
            case
                when by_id.address is not null
                    then case when own_domains.domain is not null then 'team' else 'customer' end
                when by_id.party_type = 'user' then 'team'
                else 'customer'
            end
{%- endset %}

with

parties as (

    select
        activities.activity_key,
        activities.activity_type,
        parties.source_system,
        {{ enumerated('lower(' ~ trimmed('parties.role') ~ ')', 'role') }} as role,
        parties.party_type,
        nullif({{ trimmed('parties.party_id') }}, '') as party_id,
        parties.address
    from {{ ref('int_activity_parties_unioned') }} as parties
    inner join {{ ref('int_activities_as_of') }} as activities
        on {{ enumerated('parties.source_system', 'source_system') }} = activities.source_system
            and parties.activity_id = activities.activity_id
    where {{ is_touched('activities.activity_key', 'int_touched_activities') }} and {{ in_raw_part('activities.activity_id') }}

),

by_id as (

    select
        parties.activity_key,
        parties.activity_type,
        parties.source_system,
        parties.role,
        parties.party_type,
        parties.party_id,
        people.person_key,
        people.side,
        coalesce(people.is_opted_out, false) as is_opted_out,
        -- Only a party without a known id is looked up by its address.
        case when people.person_key is null then nullif(lower(trim(parties.address)), '') end as address
    from parties
    left join {{ ref('int_people') }} as people
        on people.person_key = parties.source_system || ':' || parties.party_type || ':' || parties.party_id

),

known as (

    select activity_key, activity_type, role, person_key, side, true as has_record, is_opted_out
    from by_id
    where person_key is not null

),

unknown as (

    select
        by_id.activity_key,
        by_id.activity_type,
        by_id.role,
        coalesce(
            addresses.person_key,
            by_id.source_system || ':address:' || by_id.address,
            by_id.source_system || ':' || by_id.party_type || ':' || by_id.party_id
        ) as person_key,
        coalesce(
            addresses.side,
            {{ enumerated(side_of_a_stranger, 'side') }}
        ) as side,
        addresses.person_key is not null as has_record,
        coalesce(people.is_opted_out, {{ is_erased('by_id.address') }}) as is_opted_out
    from by_id
    left join {{ ref('int_person_addresses') }} as addresses
        on by_id.source_system = addresses.source_system and by_id.address = addresses.address
    left join {{ ref('int_people') }} as people on addresses.person_key = people.person_key
    left join {{ ref('int_own_domains') }} as own_domains on split_part(by_id.address, '@', 2) = own_domains.domain
    where by_id.person_key is null

)

select distinct
    activity_key,
    role,
    person_key,
    side,
    has_record,
    is_opted_out,
    -- The roles that link an activity to a record, by type of activity.
    case activity_type
        when 'email' then role in ('from', 'to', 'cc')
        when 'meeting' then role in ('organizer', 'required', 'optional')
        when 'call' then role in ('from', 'to')
        else false
    end as is_linking
from (
    select * from known
    union all
    select * from unknown
) as people
where person_key is not null
