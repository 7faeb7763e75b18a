-- One row per period, opportunity and step of the way from the opening to the closing pipeline: the bars of a waterfall.
-- What came in counts up, what left counts down (nothing is 0, never -0); a deal that came and left within the period has
-- both.

{% set steps = [
    ('opening', 'Opening', 'Inicial', 'opening_amount', "origin = 'opening'"),
    ('new', 'New', 'Novo', 'amount', "origin = 'new'"),
    ('pulled_in', 'Pulled in', 'Trazido', 'amount', "origin = 'pulled_in'"),
    ('value', 'Value', 'Valor', 'closing_amount - opening_amount', "category = 'unchanged'"),
    ('pushed', 'Pushed', 'Adiado', '0e0 - amount', "category = 'pushed'"),
    ('removed', 'Removed', 'Retirado', '0e0 - amount', "category = 'removed'"),
    ('lost', 'Lost', 'Perdido', '0e0 - amount', "category = 'lost'"),
    ('won', 'Won', 'Ganho', '0e0 - amount', "category = 'won'"),
] %}
with

flow as (

    select * from {{ ref('fct_pipeline_flow') }}

),

steps as (

    {% for step, english, portuguese, amount, condition in steps -%}
    select
        opportunity_key,
        period,
        period_label,
        from_date,
        to_date,
        '{{ step }}' as step,
        {{ loop.index }} as step_order,
        '{{ loop.index }}. {{ label(english, portuguese) }}' as step_label,
        {{ amount }} as amount
    from flow
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    records.source_system,
    records.record_key,
    records.record_id as opportunity_id,
    records.owner_name,
    records.owner_team,
    opportunities.stage_label,
    steps.period,
    steps.period_label,
    steps.from_date,
    steps.to_date,
    steps.step,
    steps.step_order,
    steps.step_label,
    steps.amount
from steps
inner join {{ ref('dim_records') }} as records on steps.opportunity_key = records.record_key
inner join {{ ref('dim_opportunities') }} as opportunities on steps.opportunity_key = opportunities.opportunity_key
