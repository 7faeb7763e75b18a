-- One row per opportunity as of, from all sources, with keys that are unique over sources.

with

sources as (

    {{ all_sources('opportunities') }}

)

select
    {{ key_of('opportunity', 'opportunity_id') }} as opportunity_key,
    {{ key_of('account', 'account_id') }} as account_key,
    {{ key_of('contact', 'contact_id') }} as contact_key,
    {{ key_of('user', 'owner_id') }} as owner_key,
    *
from sources
