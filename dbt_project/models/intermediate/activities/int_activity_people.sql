-- One row per activity that is not noise, role and person; people who opted out are gone.

{{ kept_by('int_touched_messages') }}

select
    found.activity_key,
    found.role,
    found.person_key,
    found.side,
    found.is_linking,
    {{ enumerated("coalesce(known.person_type, 'address')", 'person_type') }} as person_type
from {{ touched_rows(ref('int_activity_people_found'), 'int_touched_messages') }} as found
inner join {{ touched_rows(ref('int_activities_classified'), 'int_touched_messages') }} as activities
    on found.activity_key = activities.activity_key
left join {{ ref('int_people') }} as known on found.person_key = known.person_key
where
    activities.noise_rule is null
    and not found.is_opted_out
