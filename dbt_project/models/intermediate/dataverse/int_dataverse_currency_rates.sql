-- One row per currency and day, from Dataverse, in the common shape: what one unit is worth in our base currency since
-- that day. Where our base is not the organisation's, both are taken at the day; where our base is no currency of the
-- organisation, no amount can be converted and the rate is empty.

with

known as (

    select * from {{ ref('int_dataverse_known_rates') }}

),

organizations as (

    select max(currencies.currency) as base_currency
    from {{ ref('stg_dataverse__organizations') }} as organizations
    inner join {{ ref('stg_dataverse__transactioncurrencies') }} as currencies
        on organizations.base_currency_id = currencies.currency_id

),

base_rates as (

    select rate_date, units_per_base from known where currency = '{{ var("base_currency") }}'

),

first_days as (

    select currency, min(rate_date) as first_date from known group by currency

),

days as (

    select currency, rate_date from known
    union
    select first_days.currency, base_rates.rate_date
    from first_days
    inner join base_rates on first_days.first_date < base_rates.rate_date

),

rated as (

    select
        days.currency,
        days.rate_date,
        max_by(known.units_per_base, known.rate_date) as units_per_base
    from days
    inner join known on days.currency = known.currency and days.rate_date >= known.rate_date
    group by days.currency, days.rate_date

),

based as (

    select
        days.rate_date,
        max_by(base_rates.units_per_base, base_rates.rate_date) as units_per_base
    from (select distinct rate_date from days) as days
    inner join base_rates on days.rate_date >= base_rates.rate_date
    group by days.rate_date

)

select
    'dataverse' as source_system,
    rated.currency,
    rated.rate_date,
    case
        when organizations.base_currency = '{{ var("base_currency") }}' then 1e0
        else based.units_per_base
    end / rated.units_per_base as rate_to_base
from rated
cross join organizations
left join based on rated.rate_date = based.rate_date
