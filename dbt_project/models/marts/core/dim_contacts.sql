-- One row per contact; one who opted out keeps a row without personal data.

select
    contacts.contact_key,
    contacts.account_key,
    case when not coalesce(contacts.opted_out, false) then {{ unless_masked('contacts.job_title') }} end as job_title,
    case when not coalesce(contacts.opted_out, false) then contacts.role end as role,
    case when not coalesce(contacts.opted_out, false) then lower(trim(contacts.email)) end as email,
    coalesce(seniority.seniority_level, 0) as seniority_level,
    coalesce(contacts.is_active, true) as is_active
from {{ ref('int_contacts_unioned') }} as contacts
left join {{ ref('int_seniority') }} as seniority on contacts.contact_key = seniority.person_key
