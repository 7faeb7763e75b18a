-- One row per currency and day on which its rate is known, in units per unit of the organisation's base currency: the
-- versions of the currency that we loaded, and, for days before the first of them, the rates that deals carry since the
-- day they closed.

with

snapshots as (

    select
        currency,
        {{ day_of('changed_at') }} as rate_date,
        max_by(units_per_base, {{ order_key(['changed_at', 'version_number']) }}) as units_per_base
    from {{ ref('stg_dataverse__currency_versions') }}
    where currency is not null and units_per_base > 0 and changed_at is not null
    group by currency, {{ day_of('changed_at') }}

),

first_snapshots as (

    select currency, min(rate_date) as first_date
    from snapshots
    group by currency

),

closed_deals as (

    select
        deals.currency,
        {{ day_of('deals.actual_close_at') }} as rate_date,
        raw_deals.exchange_rate
    from {{ ref('int_dataverse_opportunities') }} as deals
    inner join {{ ref('stg_dataverse__opportunities') }} as raw_deals
        on deals.opportunity_id = raw_deals.opportunity_id
    where deals.actual_close_at is not null and raw_deals.exchange_rate > 0

)

select currency, rate_date, units_per_base
from snapshots
union all
select
    closed_deals.currency,
    closed_deals.rate_date,
    max(closed_deals.exchange_rate)
from closed_deals
inner join first_snapshots
    on closed_deals.currency = first_snapshots.currency and closed_deals.rate_date < first_snapshots.first_date
group by closed_deals.currency, closed_deals.rate_date
