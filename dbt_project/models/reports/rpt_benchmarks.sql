-- One row per open opportunity, metric and benchmark set: its value beside what the similar won deals had.

select
    records.source_system,
    benchmarks.record_key,
    records.record_id as opportunity_id,
    benchmarks.metric,
    benchmarks.metric_order,
    benchmarks.benchmark_set,
    benchmarks.basis,
    benchmarks.value,
    benchmarks.mean,
    benchmarks.median,
    benchmarks.p25,
    benchmarks.p75,
    benchmarks.n
from {{ ref('fct_benchmarks') }} as benchmarks
inner join {{ ref('dim_records') }} as records on benchmarks.record_key = records.record_key
