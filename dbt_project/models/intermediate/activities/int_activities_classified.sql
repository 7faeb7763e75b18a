-- One row per activity with its direction and, where it is noise, the first rule that says so. Both are decided on
-- the people as recorded, before those who opted out are removed.

{{ kept_by('int_touched_messages') }}
{{ plain_texts() }}

{% set direction %}
    case
        when activity_type = 'task' then 'outgoing'
        when activity_type = 'meeting'
            then case when has_organizer and not has_team_organizer then 'incoming' else 'outgoing' end
        when has_known_team_sender then 'outgoing'
        when has_known_customer_sender then 'incoming'
        when recorded_direction is not null then recorded_direction
        when has_sender and not has_team_sender then 'incoming'
        else 'outgoing'
    end
{%- endset %}
{% set noise_rule %}
    case
        when copy_number > 1 then 'duplicate_message'
        when is_auto_reply then 'auto_reply'
        when activity_type = 'email' and recipients > bulk_recipients then 'bulk_mail'
        when is_recurring_master then 'recurring_master'
        when has_team and not has_customer then 'internal_only'
        when activity_type = 'email' and regarding_key is null and has_customer and not has_team then 'external_only'
        when regards_opted_out or (has_team and not keeps_team) or (has_customer and not keeps_customer)
            then 'opted_out'
    end
{%- endset %}

with

activities as (

    select *
    from {{ ref('int_activities_as_of') }}
    where {{ is_touched('activity_key', 'int_touched_messages') }}

),

people as (

    {{ activity_sides() }}

),

repeated as (

    select
        source_system,
        message_id
    from activities
    where message_id is not null and status <> 'cancelled'
    group by source_system, message_id
    having count(*) > 1

),

copies as (

    select
        activities.activity_key,
        row_number() over (
            partition by activities.source_system, activities.message_id
            order by case when activities.regarding_key is not null then 0 else 1 end, activities.activity_id
        ) as copy_number
    from activities
    semi join repeated
        on activities.source_system = repeated.source_system and activities.message_id = repeated.message_id
    where activities.status <> 'cancelled'

),

facts as (

    select
        activities.*,
        coalesce(copies.copy_number, 1) as copy_number,
        coalesce(people.has_team, false) as has_team,
        coalesce(people.has_customer, false) as has_customer,
        coalesce(people.keeps_team, false) as keeps_team,
        coalesce(people.keeps_customer, false) as keeps_customer,
        coalesce(people.has_sender, false) as has_sender,
        coalesce(people.has_team_sender, false) as has_team_sender,
        coalesce(people.has_known_team_sender, false) as has_known_team_sender,
        coalesce(people.has_known_customer_sender, false) as has_known_customer_sender,
        coalesce(people.has_organizer, false) as has_organizer,
        coalesce(people.has_team_organizer, false) as has_team_organizer,
        coalesce(people.recipients, 0) as recipients,
        coalesce(regarding.is_opted_out, false) as regards_opted_out,
        noise.bulk_recipients
    from activities
    left join people on activities.activity_key = people.activity_key
    left join copies on activities.activity_key = copies.activity_key
    left join {{ ref('int_records') }} as regarding on activities.regarding_key = regarding.record_key
    cross join {{ ref('noise_settings') }} as noise

)

select
    activity_key,
    source_system,
    activity_id,
    activity_type,
    status,
    happened_at,
    recorded_minutes,
    regarding_key,
    regarding_type,
    is_connected,
    {{ enumerated(direction, 'direction') }} as direction,
    {{ enumerated(noise_rule, 'noise_rule') }} as noise_rule
from facts
