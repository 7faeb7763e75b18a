-- One row per account, contact or lead that was merged into another, with the record that is left: followed from
-- master to master. Ten merges at most, so that a circle ends.

{{ config(materialized='table') }}

with recursive

merged as (

    select 'account' as record_type, account_id as record_id, master_id
    from {{ ref('stg_dataverse__accounts') }}
    where master_id is not null
    union all
    select 'contact', contact_id, master_id
    from {{ ref('stg_dataverse__contacts') }}
    where master_id is not null
    union all
    select 'lead', lead_id, master_id
    from {{ ref('stg_dataverse__leads') }}
    where master_id is not null

),

followed as (

    select record_type, record_id, master_id, 1 as step
    from merged
    union all
    select followed.record_type, followed.record_id, merged.master_id, followed.step + 1
    from followed
    inner join merged
        on followed.record_type = merged.record_type and followed.master_id = merged.record_id
    where followed.step < 10

)

select
    record_type,
    record_id,
    master_id
from followed
qualify row_number() over (partition by record_type, record_id order by step desc) = 1
