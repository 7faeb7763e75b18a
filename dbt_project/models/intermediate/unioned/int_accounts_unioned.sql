-- One row per account as of, from all sources, with keys that are unique over sources.

with

sources as (

    {{ all_sources('accounts') }}

)

select
    {{ key_of('account', 'account_id') }} as account_key,
    {{ key_of('contact', 'primary_contact_id') }} as primary_contact_key,
    {{ key_of('account', 'parent_account_id') }} as parent_account_key,
    {{ key_of('user', 'owner_id') }} as owner_key,
    *
from sources
