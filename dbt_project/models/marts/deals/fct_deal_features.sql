-- One row per opportunity and feature that has a value: what was known of the deal when it was created, and nothing valid
-- after as_of. A feature that the source declares under one of our names takes its place.

with

opportunities as (

    select * from {{ ref('int_opportunities_rewound') }}

),

-- The first instant at which a deal of the account was won.
customers as (

    select account_key, min(closed_at) as customer_since
    from opportunities
    where status = 'won' and closed_at is not null
    group by account_key

),

deals as (

    select
        opportunities.opportunity_key,
        opportunities.name,
        created.estimated_revenue,
        accounts.industry,
        cast(accounts.employees as double) as employees,
        accounts.annual_revenue,
        accounts.country,
        accounts.ownership,
        owners.team as owner_team,
        case
            when accounts.account_key is not null
                then coalesce(customers.customer_since <= opportunities.created_at, false)
        end as is_existing_customer
    from opportunities
    inner join {{ ref('int_opportunities_at_creation') }} as created
        on opportunities.opportunity_key = created.opportunity_key
    left join {{ ref('int_accounts_unioned') }} as accounts on opportunities.account_key = accounts.account_key
    left join customers on opportunities.account_key = customers.account_key
    left join {{ ref('int_users_unioned') }} as owners on created.owner_key = owners.user_key

),

own as (

    {% for feature in ['estimated_revenue', 'employees', 'annual_revenue'] -%}
    select opportunity_key, '{{ feature }}' as feature, 'number' as kind, {{ feature }} as number_value, cast(null as string) as text_value
    from deals
    union all
    {% endfor -%}
    {% for feature in ['name', 'industry', 'country', 'ownership', 'owner_team'] -%}
    select opportunity_key, '{{ feature }}', 'text', cast(null as double), nullif(trim({{ feature }}), '')
    from deals
    union all
    {% endfor -%}
    select
        opportunity_key,
        'is_existing_customer',
        'boolean',
        case when is_existing_customer then 1e0 when not is_existing_customer then 0e0 end,
        cast(is_existing_customer as string)
    from deals

),

declared as (

    select
        declared.opportunity_key,
        declared.feature,
        declared.kind,
        -- A date is told as the days from the creation to it.
        case
            when declared.kind = 'date'
                then cast({{ dates_between(day_of('opportunities.created_at'), 'declared.date_value') }} as double)
            else declared.number_value
        end as number_value,
        declared.text_value
    from {{ ref('int_deal_features_declared') }} as declared
    inner join opportunities on declared.opportunity_key = opportunities.opportunity_key

),

features as (

    select * from declared
    union all
    select own.*
    from own
    anti join declared on own.opportunity_key = declared.opportunity_key and own.feature = declared.feature

)

select
    opportunity_key as record_key,
    feature,
    kind,
    number_value,
    text_value
from features
where number_value is not null or text_value is not null
