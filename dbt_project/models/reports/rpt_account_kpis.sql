-- One row per account that exists as of: KPIs of its relationship, health, last and next activity.

{% set joins %}
inner join {{ ref('dim_accounts') }} as accounts on records.record_key = accounts.account_key
left join {{ ref('fct_open_opportunities') }} as opportunities on records.record_key = opportunities.record_key
left join {{ ref('fct_opportunity_health_by_account') }} as weighted on records.record_key = weighted.record_key
{% endset %}
{{ record_kpis('account', more=[
    'accounts.industry',
    'accounts.country',
    'accounts.employees',
    'accounts.annual_revenue',
    'coalesce(opportunities.open_opportunities, 0) as open_opportunities',
    'coalesce(opportunities.open_revenue, 0e0) as open_revenue',
    'weighted.weighted_opportunity_health',
    'accounts.is_active',
], joins=joins) }}
