-- One row per activity that may be another one than in the served build: its rows in the lake, an instant between the two,
-- its record or the people on it changed. It keeps its number; new ones are numbered on.

{{ config(materialized='table') }}

{#- Named where it is read: as a CTE all of it would be kept for the six of them. -#}
{% set known = 'served.intermediate.int_activities_as_of' %}

with

people as (

    select * from {{ ref('int_changed_people') }}

),

records as (

    select record_key
    from ({{ differing_rows(
        ref('int_records'),
        "record_key, record_type, is_opted_out, case when record_type = 'opportunity' then account_key end as deal_account"
    ) }}) as changes

),

hierarchies as (

    select account_key as record_key
    from ({{ differing_rows(ref('int_account_ancestors'), 'account_key, ancestor_key') }}) as changes

),

added_ids as (

    select source_system, substring(person_key, length(source_system || ':' || person_type || ':') + 1) as id
    from {{ ref('int_people') }}
    where person_key not in (select person_key from {{ served(ref('int_people')) }})
    union
    select source_system, record_id
    from {{ ref('int_records') }}
    where record_key not in (select record_key from {{ served(ref('int_records')) }})

),

keys as (

    select found.activity_key
    from served.intermediate.int_activity_people_found as found
    inner join people on found.person_key = people.person_key
    inner join {{ known }} as known on found.activity_key = known.activity_key
    where
        (people.from_at is null or known.happened_at >= people.from_at)
        and (people.until_at is null or known.happened_at <= people.until_at)
    union
    select activity_key from {{ known }} where regarding_key in (select record_key from records)
    union
    select activity_key
    from served.core.fct_activity_links
    where record_key in (select record_key from records union select record_key from hierarchies)
    union
    -- Who is one of us decides about every address.
    select activity_key
    from {{ known }}
    where (select count(*) from ({{ differing_rows(ref('int_own_domains'), 'domain') }}) as changes) > 0

),

ids as (

    select source_system, activity_id from changes.activities
    union
    select source_system, activity_id from {{ known }} where activity_key in (select activity_key from keys)
    -- What named somebody or something that nobody knew until now.
    {% for source_system in var('sources') if source_system != 'dataverse' -%}
    union
    select '{{ source_system }}', activity_id
    from {{ source(source_system, 'activity_parties') }}
    where trim(party_id) in (select id from added_ids where source_system = '{{ source_system }}')
    union
    select '{{ source_system }}', activity_id
    from {{ source(source_system, 'activities') }}
    where regarding_id in (select id from added_ids where source_system = '{{ source_system }}')
    {% endfor %}

),

numbered as (

    select
        ids.source_system,
        ids.activity_id,
        known.activity_key,
        row_number() over (
            partition by known.activity_key is null order by ids.source_system, ids.activity_id
        ) as position
    from ids
    left join {{ known }} as known on ids.source_system = known.source_system and ids.activity_id = known.activity_id

)

select
    source_system,
    activity_id,
    coalesce(activity_key, position + (select coalesce(max(activity_key), 0) from {{ known }})) as activity_key
from numbered
