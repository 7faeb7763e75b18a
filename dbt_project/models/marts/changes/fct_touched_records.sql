-- One row per record whose numbers may differ from the served build: an activity that counts for it was touched, in either
-- build, or a year began and it fell out of the lifetime window; it, a deal of it or whoever stands on it changed.

with

touched as (

    select activity_key from {{ ref('int_touched_turns') }}

),

{% set described = 'record_key, record_type, account_key, segment, stage, created_at, closed_at, is_open, is_opted_out' -%}
records as (

    select record_key, account_key
    from ({{ differing_rows(ref('dim_records'), described) }}) as changes

),

pairs as (

    select record_key, person_key
    from ({{ differing_rows(ref('int_record_people'), 'record_key, record_type, side, person_key') }}) as changes

),

-- Of a deal that changed: its account and its customers, for whom it is a sales cycle.
beside as (

    select account_key as record_key from records where account_key is not null
    union
    select people.person_key
    from ({{ rows_of_both(ref('int_record_people'), 'record_key, person_key', "side = 'customer'") }}) as people
    where people.record_key in (select record_key from records)

)

select record_key
from ({{ rows_of_both(ref('fct_activity_links'), 'record_key, activity_key') }}) as links
where activity_key in (select activity_key from touched)
union
select record_key from records
union
select record_key from beside
union
select record_key from pairs
union
select person_key from pairs
union
select record_key
from {{ ref('fct_activity_links') }}
where
    happened_at >= {{ window_start('lifetime', "timestamp '" ~ var('served_as_of') ~ "'") }}
    and happened_at < {{ window_start('lifetime', as_of()) }}
