-- One row per record and activity that counts for it, with the strongest rule that linked them.

{{ config(materialized='view') }}

{% set rules = ['regarding', 'participant', 'single_open_opportunity', 'account_opportunity', 'child_account'] %}
{% set link_rule -%}
    case strongest.rule_order
        {% for rule in rules %}when {{ loop.index }} then '{{ rule }}'
        {% endfor %}
    end
{%- endset %}
with

settings as (

    select * from {{ ref('linking_settings') }}

),

direct as (

    select record_key, activity_key, 1 as rule_order from {{ ref('int_links_by_regarding') }}
    union all
    select record_key, activity_key, 2 from {{ ref('int_links_by_participants') }}
    union all
    select
        candidates.record_key,
        candidates.activity_key,
        case when settings.opportunity_attribution = 'smart' then 3 else 2 end
    from {{ ref('int_opportunity_candidates') }} as candidates
    cross join settings
    where
        {{ is_touched('candidates.activity_key', 'int_touched_turns') }}
        and (
            (settings.opportunity_attribution = 'smart' and candidates.is_in_window and not candidates.has_rival)
            or settings.opportunity_attribution = 'participants'
        )

),

through_opportunities as (

    select
        records.account_key as record_key,
        direct.activity_key,
        4 as rule_order
    from direct
    inner join {{ ref('int_records') }} as records on direct.record_key = records.record_key
    cross join settings
    where
        records.record_type = 'opportunity'
        and records.account_key is not null
        and settings.accounts_count_opportunities

),

through_children as (

    select
        ancestors.ancestor_key as record_key,
        own.activity_key,
        5 as rule_order
    from (
        select * from direct
        union all
        select * from through_opportunities
    ) as own
    inner join {{ ref('int_account_ancestors') }} as ancestors on own.record_key = ancestors.account_key
    cross join settings
    where settings.accounts_count_child_accounts

),

strongest as (

    select
        record_key,
        activity_key,
        min(rule_order) as rule_order
    from (
        select * from direct
        union all
        select * from through_opportunities
        union all
        select * from through_children
    ) as links
    group by record_key, activity_key

)

select
    strongest.record_key,
    records.record_type,
    strongest.activity_key,
    {{ enumerated(link_rule, 'link_rule') }} as link_rule
from strongest
inner join {{ ref('int_records') }} as records on strongest.record_key = records.record_key
where not records.is_opted_out
