-- One row per account with scored open opportunities: the mean of their health, weighted by estimated revenue.

select
    opportunities.account_key as record_key,
    {{ exact_sum('health.health_score * opportunities.estimated_revenue', per_amount()) }}
    / nullif({{ exact_sum('opportunities.estimated_revenue', per_amount()) }}, 0) as weighted_opportunity_health
from {{ ref('dim_opportunities') }} as opportunities
inner join {{ ref('fct_health') }} as health on opportunities.opportunity_key = health.record_key
where
    opportunities.is_open
    and opportunities.account_key is not null
    and health.health_score is not null
    and opportunities.estimated_revenue > 0
group by opportunities.account_key
