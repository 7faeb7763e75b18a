-- One row per record and person who may see it: the owner (without one, the owner of the account) and every
-- manager above, by e-mail address.

select distinct
    records.source_system,
    records.record_key,
    users.user_email as username
from {{ ref('dim_records') }} as records
inner join {{ ref('dim_user_chains') }} as chains on records.responsible_key = chains.user_key
inner join {{ ref('dim_users') }} as users on chains.viewer_key = users.user_key
where users.user_email is not null and users.user_email <> ''
