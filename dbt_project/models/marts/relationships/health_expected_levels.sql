-- One row per record with the expected level of activity m. `fixed` is 1 for every record, as in Dynamics 365. With
-- `similar_won` a deal is expected to have the pace of the won deals similar to it, an account the sum of its open deals,
-- at least 1; everything else, and a deal without similar won deals, 1.

{% if var('expected_level') == 'similar_won' -%}
with

deals as (

    select
        opportunities.opportunity_key as record_key,
        opportunities.account_key,
        opportunities.is_open,
        coalesce(levels.expected_level, 1e0) as expected_level
    from {{ ref('dim_opportunities') }} as opportunities
    left join {{ source('ml', 'expected_levels') }} as levels on opportunities.opportunity_key = levels.record_key

),

accounts as (

    select
        account_key as record_key,
        greatest({{ exact_sum('expected_level', per_metric()) }}, 1e0) as expected_level
    from deals
    where is_open and account_key is not null
    group by account_key

)

select
    records.record_key,
    coalesce(deals.expected_level, accounts.expected_level, 1e0) as expected_level
from {{ ref('dim_records') }} as records
left join deals on records.record_key = deals.record_key
left join accounts on records.record_key = accounts.record_key
{%- else -%}
select
    record_key,
    1e0 as expected_level
from {{ ref('dim_records') }}
{%- endif %}
