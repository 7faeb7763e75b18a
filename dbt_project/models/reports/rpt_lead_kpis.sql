-- One row per lead that exists as of: KPIs of the relationship, health (as of its close, when closed), last and next
-- activity.

{% set joins %}
inner join {{ ref('dim_leads') }} as leads on records.record_key = leads.lead_key
{% endset %}
{{ record_kpis('lead', more=[
    'leads.company',
    'leads.job_title',
    'leads.status',
    'leads.estimated_revenue',
    'records.closed_at',
    'records.is_open',
], joins=joins) }}
