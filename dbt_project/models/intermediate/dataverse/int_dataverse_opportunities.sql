-- One row per opportunity as of, from Dataverse, in the common shape. The stage is that of the business process flow,
-- else of the stage the deal names. The close is the instant at which it was recorded, when that was on the day of the
-- close; else the beginning of that day.

with

opportunities as (

    select * from {{ ref('stg_dataverse__opportunities') }}

),

masters as (

    select * from {{ ref('int_dataverse_masters') }}

),

closes as (

    select opportunity_id, max(created_at) as recorded_at
    from {{ ref('stg_dataverse__opportunitycloses') }}
    where opportunity_id is not null
    group by opportunity_id

)

select
    'dataverse' as source_system,
    opportunities.opportunity_id,
    opportunities.name,
    coalesce(accounts.master_id, opportunities.account_id) as account_id,
    coalesce(contacts.master_id, opportunities.contact_id) as contact_id,
    opportunities.owner_id,
    coalesce(flows.stage, stages.stage, opportunities.own_stage) as stage,
    opportunities.status,
    opportunities.estimated_value,
    opportunities.actual_value,
    currencies.currency,
    opportunities.estimated_close_date,
    case
        when opportunities.status = 'open' then null
        when
            opportunities.actual_close_date is null
            or abs({{ dates_between('opportunities.actual_close_date', 'cast(closes.recorded_at as date)') }}) <= 1
            then closes.recorded_at
        else cast(opportunities.actual_close_date as timestamp)
    end as actual_close_at,
    opportunities.close_probability,
    opportunities.created_at,
    opportunities.modified_at,
    opportunities.is_reconstructed
from opportunities
left join {{ ref('int_dataverse_process_stages') }} as flows
    on opportunities.opportunity_id = flows.opportunity_id
left join {{ ref('stg_dataverse__processstages') }} as stages on opportunities.stage_id = stages.stage_id
left join closes on opportunities.opportunity_id = closes.opportunity_id
left join {{ ref('stg_dataverse__transactioncurrencies') }} as currencies
    on opportunities.currency_id = currencies.currency_id
left join masters as accounts on accounts.record_type = 'account' and opportunities.account_id = accounts.record_id
left join masters as contacts on contacts.record_type = 'contact' and opportunities.contact_id = contacts.record_id
