-- One row per record and turn up to its measuring instant, in whole days before it: when it was taken, when its answer
-- was known, and from when on it counts without one.

{{ kept_by('health_recounted_records', 'record_number', aged=['day_index', 'answer_index', 'overdue_index']) }}

select
    settings.record_number,
    turns.side,
    cast({{ whole_days_between('turns.turn_at', 'settings.measured_at') }} as integer) as day_index,
    case
        when turns.is_answered then cast({{ whole_days_between('turns.answer_at', 'settings.measured_at') }} as integer)
    end as answer_index,
    case
        when not turns.is_itself_an_answer
            -- More than 72 hours old: a turn of exactly 72 hours is not yet overdue.
            then cast({{ whole_days_between(
                "turns.turn_at + interval '72' hour + interval '1' microsecond", 'settings.measured_at'
            ) }} as integer)
    end as overdue_index,
    turns.response_hours / 24e0 as response_days
from {{ at_hand('fct_record_turns') }} as turns
inner join {{ ref('health_settings_by_record') }} as settings on turns.record_key = settings.record_key
where turns.turn_at <= settings.measured_at and {{ is_touched('settings.record_number', 'health_recounted_records', 'record_number') }}
order by settings.record_number  -- what follows adds up record by record
