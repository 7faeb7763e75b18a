-- One row per opportunity and feature that has a value, from Dataverse: what every organisation records about a deal, its
-- account or the lead it came from, and the columns that the installation declares. Options are told by their labels.

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

),

-- Attributes of accounts and leads are taken as they are; a lead that was merged is the one that is left.
attributes as (

    select
        opportunities.source_system,
        opportunities.opportunity_id,
        'customer_type' as feature,
        'account' as table_name,
        'customertypecode' as column_name,
        accounts.customer_type_code as option_value
    from {{ ref('int_dataverse_opportunities') }} as opportunities
    inner join {{ ref('stg_dataverse__accounts') }} as accounts on opportunities.account_id = accounts.account_id
    union all
    select
        deals.source_system,
        deals.opportunity_id,
        'lead_source' as feature,
        'lead' as table_name,
        'leadsourcecode' as column_name,
        leads.lead_source_code as option_value
    from deals
    left join {{ ref('int_dataverse_masters') }} as masters
        on masters.record_type = 'lead' and deals.originating_lead_id = masters.record_id
    inner join {{ ref('stg_dataverse__leads') }} as leads
        on coalesce(masters.master_id, deals.originating_lead_id) = leads.lead_id

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
    attributes.source_system,
    attributes.opportunity_id,
    attributes.feature,
    'text' as kind,
    cast(null as double) as number_value,
    cast(null as date) as date_value,
    coalesce(labels.label, cast(attributes.option_value as string)) as text_value
from attributes
left join {{ ref('int_dataverse_option_labels') }} as labels
    on attributes.table_name = labels.table_name
        and attributes.column_name = labels.column_name
        and attributes.option_value = labels.option_value
where attributes.option_value is not null
