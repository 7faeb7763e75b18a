-- The stretches of a record follow each other from its oldest recent point to its newest, so that every point in time has
-- one score: the grain of health_scores, without counting all its rows. Where an incremental build made those of the newest
-- points alone, the scores are counted. The points of long ago come from the same SQL.

with

timelines as (

    select
        record_number,
        {{ point_index('recent_day') }} as oldest_index
    from {{ ref('health_timelines') }}

),

stretches as (

    select
        stretches.record_number,
        stretches.oldest_index,
        stretches.newest_index,
        timelines.oldest_index as oldest_of_all,
        lag(stretches.newest_index) over oldest_first as newest_before,
        lead(stretches.oldest_index) over oldest_first as oldest_after
    from {{ ref('health_stretches__recent') }} as stretches
    left join timelines on stretches.record_number = timelines.record_number
    window oldest_first as (partition by stretches.record_number order by stretches.oldest_index desc)

),

newest_alone as (

    select record_number, oldest_of_all
    from stretches
    where newest_before is null and oldest_index < oldest_of_all

),

-- As many points as from the oldest to the newest, a day apart: their numbers add up, and so do the squares of these.
scored as (

    select newest_alone.record_number
    from newest_alone
    inner join {{ ref('health_scores') }} as scores on newest_alone.record_number = scores.record_number
    group by newest_alone.record_number, newest_alone.oldest_of_all
    having
        count(*) = newest_alone.oldest_of_all + 1
        and sum(scores.days_before) * 2 = newest_alone.oldest_of_all * (newest_alone.oldest_of_all + 1)
        and sum(cast(scores.days_before as bigint) * scores.days_before) * 6
        = newest_alone.oldest_of_all * (newest_alone.oldest_of_all + 1) * (2 * newest_alone.oldest_of_all + 1)

)

select record_number
from timelines
where record_number not in (select record_number from stretches)
union all
select record_number
from stretches
where
    newest_index <> coalesce(oldest_after + 1, 0)
    or oldest_index <> coalesce(newest_before - 1, oldest_index)
    or coalesce(oldest_index > oldest_of_all, true)
union all
select record_number from newest_alone where record_number not in (select record_number from scored)
