-- Deals that cannot be plotted are listed beside the chart, never silently dropped.

select deals.record_key
from {{ ref('rpt_opportunity_kpis') }} as deals
left join {{ ref('rpt_deal_tracker') }} as plotted on deals.record_key = plotted.record_key
where deals.is_open <> (plotted.record_key is not null)
