-- One row per source and finding about the data, with how many rows it concerns.

with

findings as (

    select source_system, 'dropped: ' || rule as finding, 'activities' as concerns
    from {{ ref('fct_dropped_activities') }}
    union all
    select source_system, 'amount without a rate on its day: ' || currency, 'opportunities'
    from {{ ref('dim_opportunities') }}
    where has_later_rates_only
    union all
    select records.source_system, 'amount without a rate on its day: ' || leads.currency, 'leads'
    from {{ ref('dim_leads') }} as leads
    inner join {{ ref('dim_records') }} as records on leads.lead_key = records.record_key
    where leads.has_later_rates_only
    union all
    select source_system, 'duration cut to the maximum', 'activities'
    from {{ ref('fct_activities') }}
    where is_duration_cut
    union all
    select source_system, 'record without an owner we know', record_type || ' records'
    from {{ ref('dim_records') }}
    where responsible_key is null
    union all
    select source_system, 'oldest version stands in', 'activities'
    from {{ ref('fct_activities') }}
    where is_reconstructed

)

select
    source_system,
    finding,
    concerns,
    count(*) as occurrences
from findings
group by source_system, finding, concerns
