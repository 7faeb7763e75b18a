-- One row per activity that is not noise, role and person; people who opted out are gone.

{{ kept_by('int_touched_messages') }}

select
    found.activity_key,
    found.role,
    found.person_key,
    found.side,
    found.is_linking,
    {{ enumerated("coalesce(known.person_type, 'address')", 'person_type') }} as person_type
from {{ ref('int_activity_people_found') }} as found
inner join {{ ref('int_activities_classified') }} as activities on found.activity_key = activities.activity_key
left join {{ ref('int_people') }} as known on found.person_key = known.person_key
where
    activities.noise_rule is null
    and not found.is_opted_out
    and {{ is_touched('found.activity_key', 'int_touched_messages') }}
