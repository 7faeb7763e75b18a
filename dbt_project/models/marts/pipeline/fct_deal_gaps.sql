-- One row per open opportunity: what its relationship lacks, each as a share from 0 (nothing) to 1 (all). Health lacks
-- what it is below Good; activity what it is below the median of the similar won deals at the same age, where there are
-- any. The larger of the two is the gap.

with

gaps as (

    select
        opportunities.opportunity_key,
        case when health.health_score is not null then greatest(0e0, 1e0 - health.health_score / settings.good_from) end
            as health_gap,
        case
            when benchmarks.median > 0e0 then greatest(0e0, 1e0 - coalesce(benchmarks.value, 0e0) / benchmarks.median)
        end as activity_gap
    from {{ ref('dim_opportunities') }} as opportunities
    inner join {{ ref('fct_health') }} as health on opportunities.opportunity_key = health.record_key
    inner join {{ ref('health_settings_by_record') }} as settings on opportunities.opportunity_key = settings.record_key
    left join {{ ref('fct_benchmarks') }} as benchmarks
        on opportunities.opportunity_key = benchmarks.record_key
            and benchmarks.metric = 'interactions'
            and benchmarks.benchmark_set = 'same_age'
            and benchmarks.basis = 'similar'
    where opportunities.is_open

)

select
    opportunity_key,
    health_gap,
    activity_gap,
    greatest(health_gap, activity_gap) as gap,
    case
        when activity_gap > coalesce(health_gap, -1e0) then 'activity'
        when health_gap is not null then 'health'
        else 'none'
    end as gap_source
from gaps
