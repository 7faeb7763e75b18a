-- One row per opportunity as it stood as of, amounts in the base currency.

select
    opportunities.opportunity_key,
    opportunities.source_system,
    opportunities.opportunity_id,
    opportunities.account_key,
    opportunities.contact_key,
    opportunities.status,
    opportunities.is_open,
    opportunities.stage,
    stages.stage_order,
    {{ label('stages.stage_label', 'stages.stage_label_pt') }} as stage_label,
    stages.stage_colour,
    amounts.currency,
    amounts.rate_to_base,
    amounts.has_later_rates_only,
    amounts.estimated_revenue,
    amounts.actual_revenue,
    opportunities.estimated_close_date,
    {{ dates_between(day_of(as_of()), 'opportunities.estimated_close_date') }} as days_to_close,
    opportunities.closed_at,
    opportunities.created_at
from {{ ref('int_opportunities_rewound') }} as opportunities
inner join {{ ref('int_amounts_converted') }} as amounts on opportunities.opportunity_key = amounts.record_key
left join {{ ref('stages') }} as stages on opportunities.stage = stages.stage
