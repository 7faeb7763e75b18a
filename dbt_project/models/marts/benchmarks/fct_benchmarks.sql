-- One row per open opportunity, metric and benchmark set: its own value, and what the similar won deals had. Means of
-- ratios are ratios of sums. Without similar won deals the final totals of all usable won deals stand in, and say so. With
-- fewer than 60 usable won deals similar means little, so the mean of all counts beside them like five deals more.

with

comparisons as (

    select * from {{ ref('fct_deal_comparisons') }}

),

metrics as (

    {% for metric, parts in benchmark_metrics().items() -%}
    select
        record_key,
        benchmark_set,
        is_own,
        {{ loop.index }} as metric_order,
        '{{ metric }}' as metric,
        cast({{ parts[0] }} as double) as numerator,
        cast({{ parts[1] }} as double) as denominator,
        {{ parts[0] }} / cast(nullif({{ parts[1] }}, 0) as double) as value
    from comparisons
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

summed as (

    select
        record_key,
        benchmark_set,
        metric,
        {{ exact_sum('numerator', per_metric()) }} as numerator,
        {{ exact_sum('denominator', per_metric()) }} as denominator,
        count(*) as deals,
        {{ percentiles('value', [0.25, 0.5, 0.75], 'value is not null') }} as quartiles,
        count(value) as n
    from metrics
    where not is_own
    group by record_key, benchmark_set, metric

),

compared as (

    select
        summed.record_key,
        summed.benchmark_set,
        summed.metric,
        summed.quartiles,
        summed.n,
        case
            when everybody.deals < {{ learns_from() }} and summed.record_key <> '*'
                then (summed.numerator + everybody.numerator * {{ spare_deals() }} / everybody.deals)
                    / nullif(summed.denominator + everybody.denominator * {{ spare_deals() }} / everybody.deals, 0e0)
            else summed.numerator / nullif(summed.denominator, 0e0)
        end as mean
    from summed
    left join summed as everybody
        on everybody.record_key = '*'
            and summed.benchmark_set = everybody.benchmark_set
            and summed.metric = everybody.metric

),

own as (

    select
        record_key,
        benchmark_set,
        metric_order,
        metric,
        value
    from metrics
    where is_own

),

with_similar as (

    select distinct record_key from compared

)

select
    own.record_key,
    own.benchmark_set,
    own.metric,
    own.metric_order,
    case when with_similar.record_key is null then 'all_won' else 'similar' end as basis,
    own.value,
    compared.mean,
    {{ item_of('compared.quartiles', 2) }} as median,
    {{ item_of('compared.quartiles', 1) }} as p25,
    {{ item_of('compared.quartiles', 3) }} as p75,
    compared.n
from own
left join with_similar on own.record_key = with_similar.record_key
inner join compared
    on coalesce(with_similar.record_key, '*') = compared.record_key
        and own.benchmark_set = compared.benchmark_set
        and own.metric = compared.metric
where compared.n > 0
