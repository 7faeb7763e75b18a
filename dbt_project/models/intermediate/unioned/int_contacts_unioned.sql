-- One row per contact as of, from all sources, with keys that are unique over sources.

with

sources as (

    select * from {{ ref('stg_demo__contacts') }}
    union all
    select * from {{ ref('stg_files__contacts') }}
    union all
    select * from {{ ref('int_dataverse_contacts') }}

)

select
    {{ key_of('contact', 'contact_id') }} as contact_key,
    {{ key_of('account', 'account_id') }} as account_key,
    {{ key_of('user', 'owner_id') }} as owner_key,
    *
from sources
