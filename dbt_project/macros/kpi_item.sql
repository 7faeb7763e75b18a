{# A record's KPIs under Microsoft's column names, types and option codes, so that reports made for Dynamics 365 can
   switch over. `more` are the columns that only some record types have there. #}
{% macro kpi_item(record_type, more=[]) %}
select
    record_id as msdyn_{{ record_type }}id,
    record_name as msdyn_name,
    cast(emails_sent as integer) as msdyn_emailssent,
    cast(emails_received as integer) as msdyn_emailsreceived,
    cast(meetings_sent as integer) as msdyn_meetingssent,
    cast(meetings_received as integer) as msdyn_meetingsreceived,
    cast(calls_made as integer) as msdyn_phonecallsmade,
    cast(calls_received as integer) as msdyn_phonecallsreceived,
    -- LinkedIn messages are not a source of ours.
    cast(0 as integer) as msdyn_liemailssent,
    cast(floor(team_minutes + 0.5e0) as integer) as msdyn_timespentbyteam,
    cast(floor(team_minutes / 6e0 + 0.5e0) / 10e0 as decimal(18, 1)) as msdyn_timespentbyteam_calculated,
    cast(floor(customer_minutes + 0.5e0) as integer) as msdyn_timespentbycustomer,
    cast(floor(customer_minutes / 6e0 + 0.5e0) / 10e0 as decimal(18, 1)) as msdyn_timespentbycustomer_calculated,
    cast(floor(facetime_minutes + 0.5e0) as integer) as msdyn_facetimewithcustomer,
    {%- for column, name in [
        ('team_response_rate', 'responseratebyus'),
        ('customer_response_rate', 'responseratebythem'),
        ('team_first_response_hours', 'averagefirstresponsetimebyusinhrs'),
        ('customer_first_response_hours', 'averagefirstresponsetimebytheminhrs'),
        ('email_open_rate', 'openedemails'),
        ('link_click_rate', 'emaillinksclicked'),
        ('attachment_view_rate', 'emailattachmentopens'),
    ] %}
    cast(floor({{ column }} * 100e0 + 0.5e0 + 1e-8) / 100e0 as decimal(18, 2)) as msdyn_{{ name }},
    {%- endfor %}
    cast(floor(health_score) as integer) as msdyn_relationshiphealthscorevalue,
    states.d365_code as msdyn_relationshiphealthscorestate,
    case health_trend when 'Improving' then 0 when 'Steady' then 1 when 'Declining' then 2 else 3 end as msdyn_relationshiphealthtrend,
    {%- for item in more %}
    {{ item }},
    {%- endfor %}
    100000000 as msdyn_computationaccuracy,
    as_of as msdyn_acilastupdatetimestamp,
    {{ day_of('as_of') }} as msdyn_date,
    source_system,
    record_key
from {{ ref('rpt_' ~ record_type ~ '_kpis') }} as kpis
inner join {{ ref('health_states') }} as states on kpis.health_state = states.health_state
{% endmacro %}

{# Last and next activity, which Dynamics 365 keeps for leads and opportunities only. #}
{% macro kpi_item_activities() %}
    {{ return([
        'last_team_activity_at as msdyn_lastactivitybyteam',
        'last_team_activity_type as msdyn_lastactivitybyteamtype',
        'last_team_activity_direction as msdyn_lastactivitybyteamdirection',
        'next_activity_at as msdyn_nextactivitybyteam',
        'next_activity_type as msdyn_nextactivitybyteamtype',
        'next_activity_direction as msdyn_nextactivitybyteamdirection',
        'next_activity_id as msdyn_nextactivitybyteamid',
    ]) }}
{% endmacro %}
