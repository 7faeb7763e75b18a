-- One row per opportunity and feature that stands on a record beside it, from Dataverse: the customer type of its account,
-- the source of the lead it came from, the product family it began with. Accounts, leads and products are taken as they
-- are, options by their labels; a lead that was merged is the one that is left.

with

opportunities as (

    select * from {{ ref('int_dataverse_opportunities') }}

),

products as (

    select * from {{ ref('stg_dataverse__products') }}

),

options as (

    select
        opportunities.source_system,
        opportunities.opportunity_id,
        'customer_type' as feature,
        'account' as table_name,
        'customertypecode' as column_name,
        accounts.customer_type_code as option_value
    from opportunities
    inner join {{ ref('stg_dataverse__accounts') }} as accounts on opportunities.account_id = accounts.account_id
    union all
    select
        deals.source_system,
        deals.opportunity_id,
        'lead_source',
        'lead',
        'leadsourcecode',
        leads.lead_source_code
    from {{ ref('stg_dataverse__opportunity_features') }} as deals
    left join {{ ref('int_dataverse_masters') }} as masters
        on masters.record_type = 'lead' and deals.originating_lead_id = masters.record_id
    inner join {{ ref('stg_dataverse__leads') }} as leads
        on coalesce(masters.master_id, deals.originating_lead_id) = leads.lead_id

),

-- Of the first line that has one. Lines entered later than a day after the deal tell of its later course.
families as (

    select
        opportunities.source_system,
        opportunities.opportunity_id,
        families.name
    from opportunities
    inner join {{ ref('stg_dataverse__opportunityproducts') }} as lines
        on opportunities.opportunity_id = lines.opportunity_id
    inner join products on lines.product_id = products.product_id
    inner join products as families on products.family_id = families.product_id
    where lines.created_at <= opportunities.created_at + interval '1' day
    qualify row_number() over (partition by opportunities.opportunity_id order by lines.created_at, lines.line_id) = 1

)

select
    options.source_system,
    options.opportunity_id,
    options.feature,
    coalesce(labels.label, cast(options.option_value as string)) as text_value
from options
left join {{ ref('int_dataverse_option_labels') }} as labels
    on options.table_name = labels.table_name
        and options.column_name = labels.column_name
        and options.option_value = labels.option_value
where options.option_value is not null
union all
select
    source_system,
    opportunity_id,
    'product_family' as feature,
    name as text_value
from families
where name is not null
