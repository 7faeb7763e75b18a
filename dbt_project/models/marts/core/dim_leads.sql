-- One row per lead, its amount in the base currency.

select
    leads.lead_key,
    leads.company,
    {{ unless_masked('leads.job_title') }} as job_title,
    lower(trim(leads.email)) as email,
    case when leads.closed_at > {{ as_of() }} then 'open' else coalesce(leads.status, 'open') end as status,
    amounts.currency,
    amounts.estimated_revenue,
    amounts.has_later_rates_only
from {{ ref('int_leads_unioned') }} as leads
inner join {{ ref('int_amounts_converted') }} as amounts on leads.lead_key = amounts.record_key
