-- One row per activity that is known as of, with its status then and the instant it happened or is planned for.
-- Its key is a number, given by a full build and kept by the incremental ones after it: many joins are made on it, and
-- numbers make them cheap. It says nothing, not even an order.
-- What an activity that was completed later became by completing it (end, duration) is not known yet.

{{ kept_by('int_touched_activities') }}
{{ plain_texts() }}
{{ in_parts(by='raw') }}

with

activities as (

    select
        *,
        {{ completed_instant() }} as completed_at,
        case activity_type
            when 'email' then sent_at
            when 'task' then coalesce(due_at, started_at)
            else coalesce(started_at, due_at)
        end as planned_at
    from {{ ref('int_activities_unioned') }}

),

dated as (

    select
        *,
        case
            when status = 'completed' and completed_at <= {{ as_of() }} then 'completed'
            when status = 'cancelled' and not coalesce(modified_at > {{ as_of() }}, false) then 'cancelled'
            else 'scheduled'
        end as status_as_of
    from activities
    where
        activity_type is not null
        and {{ exists_as_of('activities', true) }}
        -- Without an instant it belongs in quarantine.
        and not (status = 'completed' and completed_at is null)

)

select
    {% if is_incremental_build() -%}
    numbers.activity_key,
    {%- else -%}
    {{ rows_before_part() }} + {{ numbered('dated.source_system, dated.activity_id') }} as activity_key,
    {%- endif %}
    {{ enumerated('dated.source_system', 'source_system') }} as source_system,
    dated.activity_id,
    {{ enumerated('dated.activity_type', 'activity_type') }} as activity_type,
    {{ enumerated('dated.status_as_of', 'activity_status') }} as status,
    case when dated.status_as_of = 'completed' then dated.completed_at else dated.planned_at end as happened_at,
    case when dated.status_as_of = 'cancelled' then dated.modified_at end as cancelled_at,
    {{ enumerated('dated.direction', 'direction') }} as recorded_direction,
    dated.subject,
    case
        when dated.status_as_of <> 'completed' then 0
        when dated.duration_minutes is not null then dated.duration_minutes
        when dated.activity_type = 'task' then 0
        else coalesce({{ seconds_between('dated.started_at', 'dated.ended_at') }} / 60e0, 0)
    end as recorded_minutes,
    records.record_key as regarding_key,
    records.record_type as regarding_type,
    nullif({{ trimmed('dated.conversation_id') }}, '') as conversation_id,
    nullif({{ trimmed('dated.in_reply_to') }}, '') as in_reply_to,
    nullif({{ trimmed('dated.message_id') }}, '') as message_id,
    coalesce(dated.is_followed, false) as is_followed,
    dated.opens,
    dated.link_clicks,
    dated.attachment_views,
    coalesce(dated.is_auto_reply, false) as is_auto_reply,
    coalesce(dated.is_recurring_master, false) as is_recurring_master,
    coalesce(dated.is_connected, not coalesce(dated.duration_minutes = 0, false)) as is_connected,
    dated.created_at,
    dated.is_reconstructed
from dated
{% if is_incremental_build() -%}
inner join {{ ref('int_touched_activities') }} as numbers
    on dated.source_system = numbers.source_system and dated.activity_id = numbers.activity_id
{% endif -%}
left join {{ ref('int_records') }} as records
    on records.record_key = dated.source_system || ':' || dated.regarding_type || ':' || dated.regarding_id
