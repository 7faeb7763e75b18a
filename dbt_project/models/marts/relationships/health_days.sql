-- One row per record and day before its measuring instant with completed activities: weight of each side, at most 18,
-- and whether each side was active. A held meeting and a connected call also credit the other side, by half.

{{ kept_by('health_recounted_records', 'record_number', aged=['day_index']) }}

{% set side_cap = 18 %}
with

activities as (

    select
        settings.record_number,
        cast({{ whole_days_between('links.happened_at', 'settings.measured_at') }} as integer) as day_index,
        links.direction,
        links.activity_type = 'meeting' or (links.activity_type = 'call' and links.is_connected) as is_two_way,
        case links.activity_type
            when 'email' then settings.weight_email
            when 'call' then settings.weight_call
            when 'meeting' then settings.weight_meeting
            when 'task' then settings.weight_task
            else settings.weight_other
        end as weight
    from {{ at_hand('fct_activity_links') }} as links
    inner join {{ ref('health_settings_by_record') }} as settings on links.record_key = settings.record_key
    where
        links.status = 'completed'
        and links.happened_at <= settings.measured_at
        and {{ is_touched('settings.record_number', 'health_recounted_records', 'record_number') }}

)

select
    record_number,
    day_index,
    count(*) as activities,
    least({{ side_cap }}e0, {{ exact_sum(
        "weight * case when direction = 'outgoing' then 1e0 when is_two_way then 0.5e0 else 0e0 end", per_factor()
    ) }}) as team_weight,
    least({{ side_cap }}e0, {{ exact_sum(
        "weight * case when direction = 'incoming' then 1e0 when is_two_way then 0.5e0 else 0e0 end", per_factor()
    ) }}) as customer_weight,
    bool_or(weight > 0 and (direction = 'outgoing' or is_two_way)) as is_team_active,
    bool_or(weight > 0 and (direction = 'incoming' or is_two_way)) as is_customer_active
from activities
group by record_number, day_index
order by record_number  -- what follows adds up record by record
