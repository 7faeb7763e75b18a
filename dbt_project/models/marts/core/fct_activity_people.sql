-- One row per activity, role and person who took part; people who opted out are gone.

{{ kept_by('int_touched_turns') }}

select
    people.activity_key,
    people.role,
    people.person_key,
    people.side,
    people.is_linking,
    coalesce(known.person_type, 'address') as person_type,
    coalesce(
        known.person_name,
        substring(people.person_key from position(':address:' in people.person_key) + 9)
    ) as person_name
from {{ ref('int_activity_people') }} as people
left join {{ ref('int_people') }} as known on people.person_key = known.person_key
where {{ is_touched('people.activity_key', 'int_touched_turns') }}
