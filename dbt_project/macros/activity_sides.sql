{# One row per activity on which people are recorded: which sides and roles are there, also of those who opted out. #}
{% macro activity_sides() %}
with

people as (

    select
        activity_key,
        bool_or(side = 'team') as has_team,
        bool_or(side = 'customer') as has_customer,
        bool_or(side = 'team' and not is_opted_out) as keeps_team,
        bool_or(side = 'customer' and not is_opted_out) as keeps_customer,
        bool_or(role = 'from') as has_sender,
        bool_or(role = 'from' and side = 'team') as has_team_sender,
        bool_or(role = 'from' and side = 'team' and has_record) as has_known_team_sender,
        bool_or(role = 'from' and side = 'customer' and has_record) as has_known_customer_sender,
        bool_or(role = 'organizer') as has_organizer,
        bool_or(role = 'organizer' and side = 'team') as has_team_organizer,
        count(*) filter (where role in ('to', 'cc', 'bcc')) as receipts
    from {{ ref('int_activity_people_found') }}
    where {{ is_touched('activity_key', 'int_touched_messages') }}
    group by activity_key

),

-- Somebody may stand in to and in cc: people are told apart only where there may be too many.
crowds as (

    select
        activity_key,
        count(distinct person_key) as recipients
    from {{ ref('int_activity_people_found') }}
    where
        role in ('to', 'cc', 'bcc')
        and activity_key in (
            select people.activity_key
            from people
            cross join {{ ref('noise_settings') }} as noise
            where people.receipts > noise.bulk_recipients
        )
    group by activity_key

)

select
    {{ all_but(['receipts'], 'people') }},
    coalesce(crowds.recipients, 0) as recipients
from people
left join crowds on people.activity_key = crowds.activity_key
{% endmacro %}
