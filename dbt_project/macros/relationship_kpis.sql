{% macro is_type(type) -%} activity_type = {{ word('activity_type', type) }} {%- endmacro %}

{# One row per record and window: counts, minutes, rates and ratios of what happened from an instant on. Rates and ratios
   are empty where there is nothing to divide; nothing is rounded.

   The windows, [(name, first instant), ...], lie within each other, the shortest first: what happened is counted once,
   in the shortest window that holds it, and a window is the sum of those it contains. #}
{% macro relationship_kpis(windows) %}
{%- set counts = [
    'emails_sent', 'emails_received', 'meetings_sent', 'meetings_received', 'calls_made', 'calls_received',
    'tasks_completed', 'other_activities', 'conversations_opened_by_team', 'conversations_opened_by_customer',
    'emails_followed', 'emails_opened', 'emails_clicked', 'emails_viewed'
] -%}
{%- set is_outgoing = "direction = " ~ word('direction', 'outgoing') -%}
{%- set is_incoming = "direction = " ~ word('direction', 'incoming') -%}
{%- set minutes = ['team_minutes', 'customer_minutes', 'facetime_minutes'] -%}
with

windows as (

    {% for name, starts_at in windows -%}
    select {{ loop.index }} as window_number, '{{ name }}' as kpi_window, {{ starts_at }} as starts_at
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

banded as (

    select
        links.record_key,
        {{ shortest_window('links.happened_at', windows) }} as window_number,
        {% for type, outgoing, incoming in [
            ('email', 'emails_sent', 'emails_received'),
            ('meeting', 'meetings_sent', 'meetings_received'),
            ('call', 'calls_made', 'calls_received'),
        ] -%}
        count(*) filter (where {{ is_type(type) }} and {{ is_outgoing }}) as {{ outgoing }},
        count(*) filter (where {{ is_type(type) }} and {{ is_incoming }}) as {{ incoming }},
        {% endfor -%}
        count(*) filter (where {{ is_type('task') }}) as tasks_completed,
        count(*) filter (where {{ is_type('other') }}) as other_activities,
        {% set opening = is_type('email') ~ ' and opens_conversation' -%}
        count(*) filter (where {{ opening }} and {{ is_outgoing }}) as conversations_opened_by_team,
        count(*) filter (where {{ opening }} and {{ is_incoming }}) as conversations_opened_by_customer,
        {% set followed = 'is_followed and ' ~ is_type('email') ~ ' and ' ~ is_outgoing -%}
        count(*) filter (where {{ followed }}) as emails_followed,
        count(*) filter (where {{ followed }} and opens > 0) as emails_opened,
        count(*) filter (where {{ followed }} and link_clicks > 0) as emails_clicked,
        count(*) filter (where {{ followed }} and attachment_views > 0) as emails_viewed,
        {% for side in minutes -%}
        sum({{ whole_number(side, per_minute()) }}) as {{ side }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ at_hand('fct_activity_links') }} as links
    where links.status = {{ word('activity_status', 'completed') }} and {{ is_of_touched_window('links.record_key', 'links.happened_at') }}
    group by links.record_key, window_number

),

activities as (

    select
        banded.record_key,
        windows.window_number,
        {% for count in counts -%}
        cast(sum(banded.{{ count }}) as bigint) as {{ count }},
        {% endfor -%}
        {% for side in minutes -%}
        cast(sum(banded.{{ side }}) as double) / {{ per_minute() }} as {{ side }}{{ ',' if not loop.last }}
        {% endfor %}
    from banded
    inner join windows on banded.window_number <= windows.window_number
    group by banded.record_key, windows.window_number

),

{{ turns_by_window(windows) }},

counts as (

    select
        records.record_key,
        windows.kpi_window,
        {% for count in counts -%}
        coalesce(activities.{{ count }}, 0) as {{ count }},
        {% endfor -%}
        {% for side in minutes -%}
        coalesce(activities.{{ side }}, 0e0) as {{ side }},
        {% endfor -%}
        {{ all_but(['record_key', 'window_number', 'team_turns_waiting', 'customer_turns_waiting'], 'turns') }},
        coalesce(turns.team_turns_waiting, 0) as team_turns_waiting,
        coalesce(turns.customer_turns_waiting, 0) as customer_turns_waiting
    from {{ ref('dim_records') }} as records
    cross join windows
    left join activities
        on records.record_key = activities.record_key and windows.window_number = activities.window_number
    left join turns on records.record_key = turns.record_key and windows.window_number = turns.window_number
    where {{ is_touched('(records.record_key, windows.kpi_window)', 'fct_touched_windows', 'record_key, kpi_window') }}

)

{{ kpi_columns() }}
from counts
{% endmacro %}

{# The condition that something of a record at an instant counts in a window that was touched: of a record of which windows
   moved on and nothing else, what lies in the longest of those. #}
{% macro is_of_touched_window(record_key, instant) -%}
    {{ is_touched(record_key, 'fct_touched_windows', 'record_key') }}
    {%- if is_incremental_build() %}
        and (
            {% if rolling_windows() %}{{ instant }} >= {{ window_start(rolling_windows()[-1], as_of()) }} or {% endif -%}
            {{ is_touched(record_key, 'fct_touched_records', 'record_key') }}
        )
    {%- endif %}
{%- endmacro %}
