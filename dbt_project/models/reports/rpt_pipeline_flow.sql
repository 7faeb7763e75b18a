-- One row per period and opportunity: whether it came into the pipeline of the period, left it or stayed, and with how
-- much. Opening plus the changes of all categories is closing.

select
    records.source_system,
    records.record_key,
    records.record_id as opportunity_id,
    records.record_name,
    records.account_name,
    records.owner_name,
    records.owner_team,
    opportunities.stage_label,
    opportunities.stage_order,
    opportunities.stage_colour,
    flow.period,
    flow.period_label,
    flow.from_date,
    flow.to_date,
    flow.close_from,
    flow.close_to,
    flow.category,
    categories.category_order,
    {{ label('categories.category_label', 'categories.category_label_pt') }} as category_label,
    categories.category_colour,
    flow.origin,
    flow.amount,
    flow.opening_amount,
    flow.closing_amount,
    flow.closing_amount - flow.opening_amount as change,
    flow.close_date_before,
    flow.close_date_after,
    records.record_url,
    records.crm_url
from {{ ref('fct_pipeline_flow') }} as flow
inner join {{ ref('dim_records') }} as records on flow.opportunity_key = records.record_key
inner join {{ ref('dim_opportunities') }} as opportunities on flow.opportunity_key = opportunities.opportunity_key
inner join {{ ref('flow_categories') }} as categories on flow.category = categories.category
