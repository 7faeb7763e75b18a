-- One row per account, with its company information as it is now.

select
    account_key,
    industry,
    country,
    employees,
    annual_revenue,
    ownership,
    parent_account_key,
    coalesce(is_active, true) as is_active
from {{ ref('int_accounts_unioned') }}
