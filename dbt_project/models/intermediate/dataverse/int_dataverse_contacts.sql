-- One row per contact as of, from Dataverse, in the common shape: merged ones are gone and their addresses are the
-- master's, so that old mail finds its person.

with

contacts as (

    select * from {{ ref('stg_dataverse__contacts') }}

),

masters as (

    select * from {{ ref('int_dataverse_masters') }}

),

addresses as (

    select contact_id, email as address, 1 as place from contacts
    union all
    select contact_id, second_email, 2 from contacts
    union all
    select contact_id, third_email, 3 from contacts

),

further_addresses as (

    select
        coalesce(masters.master_id, addresses.contact_id) as contact_id,
        {{ joined_text("trim(addresses.address)", "addresses.contact_id, addresses.place", "; ") }} as other_emails
    from addresses
    left join masters on masters.record_type = 'contact' and addresses.contact_id = masters.record_id
    where trim(addresses.address) <> '' and (masters.master_id is not null or addresses.place > 1)
    group by coalesce(masters.master_id, addresses.contact_id)

),

roles as (

    select option_value, label from {{ ref('int_dataverse_option_labels') }}
    where table_name = 'contact' and column_name = 'accountrolecode'

)

select
    'dataverse' as source_system,
    contacts.contact_id,
    contacts.full_name,
    contacts.email,
    further_addresses.other_emails,
    contacts.job_title,
    roles.label as role,
    coalesce(accounts.master_id, contacts.account_id) as account_id,
    contacts.owner_id,
    contacts.is_active,
    contacts.opted_out,
    contacts.created_at
from contacts
left join further_addresses on contacts.contact_id = further_addresses.contact_id
left join roles on contacts.role_code = roles.option_value
left join masters as accounts on accounts.record_type = 'account' and contacts.account_id = accounts.record_id
where contacts.master_id is null
