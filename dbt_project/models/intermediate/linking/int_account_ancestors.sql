-- One row per account and each account above it. Ten levels at most, so that a circle of parents ends.

with recursive

accounts as (

    select account_key, parent_account_key from {{ ref('int_accounts_unioned') }}

),

ancestors as (

    select account_key, parent_account_key as ancestor_key, 1 as level
    from accounts
    where parent_account_key is not null
    union all
    select ancestors.account_key, accounts.parent_account_key, ancestors.level + 1
    from ancestors
    inner join accounts on ancestors.ancestor_key = accounts.account_key
    where accounts.parent_account_key is not null and ancestors.level < 10

)

select distinct
    account_key,
    ancestor_key
from ancestors
where ancestor_key <> account_key
