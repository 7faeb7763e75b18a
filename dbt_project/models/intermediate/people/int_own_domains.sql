-- One row per mail domain of our own: the seed, or without one the domains of the users less the free-mail domains.

with

seeded as (

    select lower(trim(domain)) as domain from {{ ref('own_domains') }}

),

of_users as (

    select distinct lower(trim(split_part(email, '@', 2))) as domain
    from {{ ref('int_users_unioned') }}
    where email like '%@%'

)

select distinct domain from seeded
union all
select of_users.domain
from of_users
anti join {{ ref('free_mail_domains') }} as free_mail on of_users.domain = free_mail.domain
where (select count(*) from seeded) = 0 and of_users.domain <> ''
