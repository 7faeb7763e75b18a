-- One row per record, day of the last 60 (ending with that of as_of) and series with activities.

with

recent as (

    select
        record_key,
        record_type,
        {{ day_of('happened_at') }} as activity_date,
        case
            when activity_type = 'email'
                then case when direction = 'outgoing' then 'emails_sent' else 'emails_received' end
            when activity_type = 'meeting'
                then case when direction = 'outgoing' then 'meetings_sent' else 'meetings_received' end
            else case when direction = 'outgoing' then 'calls_made' else 'calls_received' end
        end as series
    from {{ ref('fct_activity_links') }}
    where
        status = 'completed'
        and activity_type in ('email', 'meeting', 'call')
        and happened_at >= {{ as_of() }} - interval '62' day

)

select
    record_key,
    record_type,
    activity_date,
    series,
    count(*) as activities
from recent
where activity_date > {{ day_of(as_of()) }} - 60 and activity_date <= {{ day_of(as_of()) }}
group by record_key, record_type, activity_date, series
