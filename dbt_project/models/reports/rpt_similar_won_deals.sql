-- One row per open opportunity and similar won deal, the most similar first, and why.

select
    records.source_system,
    similar_deals.record_key,
    records.record_id as opportunity_id,
    similar_deals.rank,
    similar_deals.similar_record_key,
    won.opportunity_id as similar_opportunity_id,
    won_records.record_name as similar_name,
    won_records.account_name as similar_account_name,
    won_records.closed_at as similar_closed_at,
    won_records.record_url as similar_url,
    similar_deals.similarity,
    similar_deals.similarity_percentile,
    {{ label('similar_deals.reasons_en', 'similar_deals.reasons_pt') }} as reasons,
    similar_deals.contributions
from {{ source('ml', 'similar_won_deals') }} as similar_deals
inner join {{ ref('dim_records') }} as records on similar_deals.record_key = records.record_key
inner join {{ ref('dim_opportunities') }} as won on similar_deals.similar_record_key = won.opportunity_key
inner join {{ ref('dim_records') }} as won_records on similar_deals.similar_record_key = won_records.record_key
