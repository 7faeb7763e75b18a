-- One row per activity that does not count, or not for a deal that might claim it, with the rule that says so.

{{ kept_by('int_touched_turns') }}

with

activities as (

    select *
    from {{ ref('int_activities_classified') }}
    where {{ is_touched('activity_key', 'int_touched_turns') }}

),

noise as (

    select activity_key, noise_rule as rule
    from activities
    where noise_rule is not null and status <> 'cancelled'

),

ambiguous as (

    select distinct candidates.activity_key, 'ambiguous' as rule
    from {{ ref('int_opportunity_candidates') }} as candidates
    cross join {{ ref('linking_settings') }} as settings
    inner join activities on candidates.activity_key = activities.activity_key
    where
        settings.opportunity_attribution = 'smart'
        and candidates.is_in_window
        and candidates.has_rival
        and activities.status <> 'cancelled'

),

unlinked as (

    select activities.activity_key, 'unlinked' as rule
    from activities
    anti join {{ ref('fct_activity_links') }} as links on activities.activity_key = links.activity_key
    anti join ambiguous on activities.activity_key = ambiguous.activity_key
    where activities.noise_rule is null and activities.status = 'completed'

)

select
    dropped.activity_key,
    {{ as_text('activities.source_system') }} as source_system,
    activities.activity_id,
    {{ as_text('activities.activity_type') }} as activity_type,
    activities.happened_at,
    dropped.rule
from (
    select * from noise
    union all
    select * from ambiguous
    union all
    select * from unlinked
) as dropped
inner join activities on dropped.activity_key = activities.activity_key
