-- One row per fax as of, from Dataverse.

{{ dataverse_rows('faxes', 'activityid') }}
select
    activityid as activity_id,
    {{ masked_subject('subject', 're|res|fw|fwd|enc|aw|wg|tr|rv') }} as subject,
    case statecode when 1 then 'completed' when 2 then 'cancelled' when 3 then 'scheduled' else 'open' end as status,
    {{ dataverse_type('_regardingobjectid_value_type') }} as regarding_type,
    _regardingobjectid_value as regarding_id,
    {{ dataverse_owner() }} as owner_id,
    createdon as created_at,
    modifiedon as modified_at,
    coalesce(modifiedon > {{ as_of() }}, false) as is_reconstructed,
    case directioncode when true then 'outgoing' when false then 'incoming' end as direction,
    scheduledstart as planned_start_at,
    scheduledend as planned_end_at,
    actualstart as started_at,
    actualend as ended_at,
    cast(coalesce(actualdurationminutes, scheduleddurationminutes) as double) as duration_minutes
from current_rows
