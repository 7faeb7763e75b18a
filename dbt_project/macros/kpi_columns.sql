{# The KPIs from what was counted: rates and ratios are empty where there is nothing to divide. #}
{% macro kpi_columns() -%}
select
    record_key,
    kpi_window,
    emails_sent,
    emails_received,
    meetings_sent,
    meetings_received,
    calls_made,
    calls_received,
    tasks_completed,
    other_activities,
    team_minutes,
    customer_minutes,
    facetime_minutes,
    {% for side in ['team', 'customer'] -%}
    {{ side }}_answered / cast(nullif({{ side }}_answered + {{ side }}_unanswered, 0) as double)
        as {{ side }}_response_rate,
    {{ side }}_first_response_hours,
    {{ item_of(side ~ '_first_response_hours_percentiles', 1) }} as {{ side }}_first_response_hours_median,
    {{ item_of(side ~ '_first_response_hours_percentiles', 2) }} as {{ side }}_first_response_hours_p90,
    {{ side }}_first_response_hours_business,
    {{ side }}_turns_waiting,
    {% endfor -%}
    emails_sent / cast(nullif(emails_received, 0) as double) as team_email_ratio,
    emails_received / cast(nullif(emails_sent, 0) as double) as customer_email_ratio,
    emails_opened / cast(nullif(emails_followed, 0) as double) as email_open_rate,
    emails_clicked / cast(nullif(emails_followed, 0) as double) as link_click_rate,
    emails_viewed / cast(nullif(emails_followed, 0) as double) as attachment_view_rate,
    conversations_opened_by_team + meetings_sent + calls_made as team_initiated_activities,
    conversations_opened_by_customer + meetings_received + calls_received as customer_initiated_activities
{%- endmacro %}
