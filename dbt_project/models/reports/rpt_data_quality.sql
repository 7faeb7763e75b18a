-- One row per source and finding about the data, with how many rows it concerns and what to do about it.

with

findings as (

    select source_system, rule, 'dropped: ' || rule as finding, 'activities' as concerns, 1 as occurrences
    from {{ ref('fct_dropped_activities') }}
    union all
    select source_system, 'quarantined' as rule, 'quarantined: ' || reason, source_table, rows
    from {{ source('ops', 'quarantine') }}
    union all
    select source_system, 'no_rate', 'amount without a rate on its day: ' || currency, 'opportunities', 1
    from {{ ref('dim_opportunities') }}
    where has_later_rates_only
    union all
    select records.source_system, 'no_rate', 'amount without a rate on its day: ' || leads.currency, 'leads', 1
    from {{ ref('dim_leads') }} as leads
    inner join {{ ref('dim_records') }} as records on leads.lead_key = records.record_key
    where leads.has_later_rates_only
    union all
    select source_system, 'duration_cut', 'duration cut to the maximum', 'activities', 1
    from {{ ref('fct_activities') }}
    where is_duration_cut
    union all
    select source_system, 'no_owner', 'record without an owner we know', record_type || ' records', 1
    from {{ ref('dim_records') }}
    where responsible_key is null
    union all
    select source_system, 'oldest_version', 'oldest version stands in', 'activities', 1
    from {{ ref('fct_activities') }}
    where is_reconstructed

),

counted as (

    select source_system, rule, finding, concerns, cast(sum(occurrences) as bigint) as occurrences
    from findings
    group by source_system, rule, finding, concerns

)

select
    counted.source_system,
    advice.kind as finding_kind,
    counted.finding,
    counted.concerns,
    counted.occurrences,
    {{ label('advice.what_to_do', 'advice.what_to_do_pt') }} as what_to_do
from counted
left join {{ ref('data_quality_advice') }} as advice on counted.rule = advice.rule
