-- One row per opportunity or lead with its amounts in the base currency, at the newest rate on or before as_of (the
-- close day when closed). A currency without rates is taken as the base; one with later rates only has no amount.

with

amounts as (

    select
        opportunity_key as record_key,
        estimated_value,
        actual_value,
        upper(trim(currency)) as currency,
        case
            when not is_open and closed_at is not null then {{ day_of('closed_at') }}
            else {{ day_of(as_of()) }}
        end as rate_day
    from {{ ref('int_opportunities_rewound') }}
    union all
    select
        lead_key,
        estimated_value,
        cast(null as double),
        upper(trim(currency)),
        {{ day_of(as_of()) }}
    from {{ ref('int_leads_unioned') }}

),

rates as (

    select
        upper(trim(currency)) as currency,
        rate_date,
        rate_to_base
    from {{ ref('int_currency_rates_unioned') }}

),

rated_currencies as (

    select distinct currency from rates where currency <> '{{ var("base_currency") }}'

),

rated_days as (

    select distinct currency, rate_day from amounts

),

rate_of_the_day as (

    select
        rated_days.currency,
        rated_days.rate_day,
        max_by(rates.rate_to_base, {{ order_key(['rates.rate_date', 'rates.rate_to_base']) }}) as rate
    from rated_days
    inner join rates on rated_days.currency = rates.currency and rates.rate_date <= rated_days.rate_day
    group by rated_days.currency, rated_days.rate_day

)

select
    amounts.record_key,
    amounts.currency,
    case when rated_currencies.currency is null then 1e0 else rate_of_the_day.rate end as rate_to_base,
    rated_currencies.currency is not null and rate_of_the_day.rate is null as has_later_rates_only,
    amounts.estimated_value
        * case when rated_currencies.currency is null then 1e0 else rate_of_the_day.rate end as estimated_revenue,
    amounts.actual_value
        * case when rated_currencies.currency is null then 1e0 else rate_of_the_day.rate end as actual_revenue
from amounts
left join rated_currencies on amounts.currency = rated_currencies.currency
left join rate_of_the_day
    on amounts.currency = rate_of_the_day.currency and amounts.rate_day = rate_of_the_day.rate_day
