-- One row per opportunity and feature that has a value, from Dataverse: what every organisation records about a deal and
-- around it, and the columns that the installation declares. Options are told by their labels.

{% set options = {
    'opportunityratingcode': 'rating', 'need': 'need', 'budgetstatus': 'budget_status',
    'purchasetimeframe': 'purchase_timeframe', 'purchaseprocess': 'purchase_process',
    'initialcommunication': 'initial_communication', 'prioritycode': 'priority',
} %}
with

deals as (

    select * from {{ ref('stg_dataverse__opportunity_features') }}

),

-- Columns bear the names that the raw table has.
raw_features as (

    {{ features_as_rows('deals', dict(declared_features('dataverse'), **{'decisionmaker': 'boolean', 'budgetamount_base': 'number'})) }}
    {% for column in options -%}
    union all
    select
        source_system,
        opportunity_id,
        '{{ column }}' as feature,
        'text' as kind,
        cast(null as double) as number_value,
        cast(null as date) as date_value,
        cast({{ column }} as string) as text_value
    from deals
    where {{ column }} is not null
    {% endfor %}

)

select
    raw_features.source_system,
    raw_features.opportunity_id,
    case raw_features.feature
        {% for column, feature in options.items() -%}
        when '{{ column }}' then '{{ feature }}'
        {% endfor -%}
        when 'decisionmaker' then 'has_decision_maker'
        when 'budgetamount_base' then 'budget'
        else raw_features.feature
    end as feature,
    raw_features.kind,
    raw_features.number_value,
    raw_features.date_value,
    coalesce(labels.label, raw_features.text_value) as text_value
from raw_features
left join {{ ref('int_dataverse_option_labels') }} as labels
    on labels.table_name = 'opportunity'
        and raw_features.kind = 'text'
        and raw_features.feature = labels.column_name
        and raw_features.text_value = cast(labels.option_value as string)
union all
select
    source_system,
    opportunity_id,
    feature,
    'text' as kind,
    cast(null as double) as number_value,
    cast(null as date) as date_value,
    text_value
from {{ ref('int_dataverse_features_around_deals') }}
