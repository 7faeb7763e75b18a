-- One row per opportunity that exists as of: KPIs of the relationship, health (as of its close, when closed), last and
-- next activity, and the deal itself as it stood then.

{% set joins %}
inner join {{ ref('dim_opportunities') }} as opportunities on records.record_key = opportunities.opportunity_key
left join {{ source('ml', 'opportunity_scores') }} as scores on records.record_key = scores.record_key
{% endset %}
{{ record_kpis('opportunity', more=[
    'records.account_name',
    'opportunities.stage',
    'opportunities.stage_label',
    'opportunities.stage_order',
    'opportunities.stage_colour',
    'opportunities.status',
    'opportunities.is_open',
    'opportunities.estimated_revenue',
    'opportunities.actual_revenue',
    'opportunities.currency',
    'opportunities.estimated_close_date',
    'opportunities.days_to_close',
    'records.closed_at',
    'scores.win_probability',
    'scores.grade',
    'scores.confidence as win_confidence',
    label('scores.reasons_en', 'scores.reasons_pt') ~ ' as win_reasons',
], joins=joins) }}
