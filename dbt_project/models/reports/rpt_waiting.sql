-- One row per record and activity that its owner has to see to: a turn of the customer that waits for our answer, or a
-- meeting of the week of as_of (Monday to Sunday), held or still to come.

{% set monday = "cast(date_trunc('week', " ~ day_of(as_of()) ~ ") as date)" %}
with

due as (

    select
        record_key,
        activity_key,
        'answer' as kind,
        {{ seconds_between('turn_at', as_of()) }} / 3600e0 as hours_waiting
    from {{ ref('fct_record_turns') }}
    where side = 'customer' and is_waiting
    union all
    select
        record_key,
        activity_key,
        'meeting',
        cast(null as double)
    from {{ ref('fct_activity_links') }}
    where
        activity_type = 'meeting'
        and status <> 'cancelled'
        and {{ day_of('happened_at') }} >= {{ monday }}
        and {{ day_of('happened_at') }} <= {{ monday }} + 6

)

select
    records.source_system,
    due.record_key,
    records.record_type,
    records.record_id,
    records.record_name,
    owners.user_name as owner_name,
    owners.user_email as owner_email,
    owners.team as owner_team,
    due.kind,
    recorded.activity_id,
    {{ as_text('recorded.activity_type') }} as activity_type,
    {{ as_text('measured.direction') }} as direction,
    {{ as_text('recorded.status') }} as status,
    recorded.happened_at,
    due.hours_waiting,
    recorded.subject,
    {{ people_of('due.activity_key') }} as people,
    -- The same e-mail counts for a contact, its account and its deal: for each owner one of them stands for all.
    row_number() over (
        partition by due.kind, due.activity_key, records.responsible_key
        order by
            case when records.is_open then 0 else 1 end,
            case records.record_type when 'opportunity' then 1 when 'lead' then 2 when 'contact' then 3 else 4 end,
            due.record_key
    ) = 1 as is_first_of_owner,
    records.record_url,
    records.crm_url
from due
inner join {{ ref('dim_records') }} as records on due.record_key = records.record_key
inner join {{ ref('fct_activities__recorded') }} as recorded on due.activity_key = recorded.activity_key
inner join {{ ref('fct_activities__measured') }} as measured on due.activity_key = measured.activity_key
left join {{ ref('dim_users') }} as owners on records.responsible_key = owners.user_key
