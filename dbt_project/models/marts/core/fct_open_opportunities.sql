-- One row per account or contact with open opportunities: how many, and their estimated revenue. A contact's are the
-- ones on whose customer side the contact stands.

with

pairs as (

    select opportunity_key, account_key as record_key
    from {{ ref('dim_opportunities') }}
    where account_key is not null
    union all
    select record_key, person_key
    from {{ ref('int_record_people') }}
    where record_type = 'opportunity' and side = 'customer'

)

select
    pairs.record_key,
    count(*) as open_opportunities,
    {{ exact_sum('opportunities.estimated_revenue', per_amount()) }} as open_revenue
from pairs
inner join {{ ref('dim_opportunities') }} as opportunities on pairs.opportunity_key = opportunities.opportunity_key
where opportunities.is_open
group by pairs.record_key
