-- One row per person and stretch of time in which the activities of that person may count otherwise than in the served
-- build: the person, an address, a record that the person stands on or a deal beside it changed. No bounds: any time.

with

settings as (

    select * from {{ ref('linking_settings') }}

),

people as (

    select person_key
    from (
        {{ differing_rows(ref('int_people'), 'person_key, person_type, side, person_name, time_zone, is_opted_out') }}
    ) as changes

),

addresses as (

    select distinct source_system, address
    from ({{ differing_rows(ref('int_person_addresses'), 'source_system, address, person_key, side') }}) as changes

),

-- Whom an address stood for until now: those who had it, or a person of its own.
holders as (

    select holders.person_key
    from {{ served(ref('int_person_addresses')) }} as holders
    inner join addresses on holders.source_system = addresses.source_system and holders.address = addresses.address
    union all
    select source_system || ':address:' || address from addresses

),

pairs as (

    select *
    from ({{ differing_rows(ref('int_record_people'), 'record_key, record_type, side, person_key') }}) as changes

),

deals as (

    select opportunity_key, account_key, created_at, closed_at
    from ({{ differing_rows(ref('int_opportunities_rewound'), 'opportunity_key, account_key, created_at, closed_at') }}) as changes
    union
    select opportunity_key, account_key, created_at, closed_at
    from ({{ rows_of_both(ref('int_opportunities_rewound'), 'opportunity_key, account_key, created_at, closed_at') }}) as both_builds
    where opportunity_key in (select record_key from pairs where record_type = 'opportunity')

),

-- A deal that changed, and every other one of its account.
concerned as (

    select opportunity_key, opportunity_key as changed_key from deals
    union
    select rivals.opportunity_key, deals.opportunity_key
    from ({{ rows_of_both(ref('int_opportunities_rewound'), 'opportunity_key, account_key') }}) as rivals
    inner join deals on rivals.account_key = deals.account_key

),

-- Within the time of the one that changed.
spans as (

    select
        concerned.opportunity_key as record_key,
        case
            when settings.opportunity_attribution = 'smart'
                then deals.created_at - settings.days_before_creation * interval '1' day
        end as from_at,
        case
            when settings.opportunity_attribution = 'smart'
                then deals.closed_at + settings.days_after_close * interval '1' day
        end as until_at
    from deals
    inner join concerned on deals.opportunity_key = concerned.changed_key
    cross join settings
    union all
    select record_key, cast(null as timestamp), cast(null as timestamp)
    from pairs
    where record_type = 'lead'

),

customers as (

    select customers.person_key, spans.from_at, spans.until_at
    from ({{ rows_of_both(ref('int_record_people'), 'record_key, person_key', "side = 'customer'") }}) as customers
    inner join spans on customers.record_key = spans.record_key

)

select person_key, cast(null as timestamp) as from_at, cast(null as timestamp) as until_at from people
union
select person_key, null, null from holders
union
select person_key, null, null from pairs where side = 'customer' and record_type <> 'opportunity'
union
select person_key, from_at, until_at from customers
