{# A record's KPIs under Microsoft's column names, types and option codes, so that reports made for Dynamics 365 can
   switch over. `more` are the columns that only some record types have there; a contact's hours of the customer have
   two decimals there, all other hours one. #}
{% macro kpi_item(record_type, more=[]) %}
{%- set number = "md5(record_key)" %}
select
    -- Theirs is a random identifier; ours is made of the record's key, so that it stays the same from build to build.
    {% for start, length in [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)] -%}
    substr({{ number }}, {{ start }}, {{ length }}){{ " || '-' || " if not loop.last }}
    {%- endfor %} as msdyn_{{ record_type }}kpiitemid,
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
    {{ whole('team_minutes') }} as msdyn_timespentbyteam,
    {{ rounded('team_minutes / 60e0', 1) }} as msdyn_timespentbyteam_calculated,
    {{ whole('customer_minutes') }} as msdyn_timespentbycustomer,
    {{ rounded('customer_minutes / 60e0', 2 if record_type == 'contact' else 1) }} as msdyn_timespentbycustomer_calculated,
    {{ whole('facetime_minutes') }} as msdyn_facetimewithcustomer,
    {%- for column, name in [
        ('team_response_rate', 'responseratebyus'),
        ('customer_response_rate', 'responseratebythem'),
        ('team_first_response_hours', 'averagefirstresponsetimebyusinhrs'),
        ('customer_first_response_hours', 'averagefirstresponsetimebytheminhrs'),
        ('email_open_rate', 'openedemails'),
        ('link_click_rate', 'emaillinksclicked'),
        ('attachment_view_rate', 'emailattachmentopens'),
    ] %}
    {{ rounded(column, 2) }} as msdyn_{{ name }},
    {%- endfor %}
    cast(floor(health_score) as integer) as msdyn_relationshiphealthscorevalue,
    cast(states.d365_code as integer) as msdyn_relationshiphealthscorestate,
    case health_trend when 'Improving' then 0 when 'Steady' then 1 when 'Declining' then 2 else 3 end
        as msdyn_relationshiphealthtrend,
    {%- for item in more %}
    {{ item }},
    {%- endfor %}
    -- Partial where no version of the record from before as_of is known.
    case when is_reconstructed then 100000001 else 100000000 end as msdyn_computationaccuracy,
    as_of as msdyn_acilastupdatetimestamp,
    cast({{ day_of('as_of') }} as timestamp) as msdyn_date,
    cast(0 as integer) as statecode,
    cast(1 as integer) as statuscode,
    source_system,
    record_key
from {{ ref('rpt_' ~ record_type ~ '_kpis') }} as kpis
inner join {{ ref('health_states') }} as states on kpis.health_state = states.health_state
{% endmacro %}

{# A whole number, and a number with so many decimals, both rounded half up. #}
{% macro whole(value) %}cast(floor({{ value }} + 0.5e0) as integer){% endmacro %}
{% macro rounded(value, decimals) -%}
    cast(floor({{ value }} * {{ 10 ** decimals }}e0 + 0.5e0 + 1e-8) / {{ 10 ** decimals }}e0 as decimal(18, {{ decimals }}))
{%- endmacro %}

{# Last and next activity, which Dynamics 365 keeps for leads and opportunities only: 0 is incoming, 1 outgoing, and the
   type is the name of the activity's table there. #}
{% macro kpi_item_activities() %}
    {% set items = [] %}
    {% for name, column in [('last', 'last_team_activity'), ('next', 'next_activity')] %}
        {% do items.append(column ~ '_at as msdyn_' ~ name ~ 'activitybyteam') %}
        {% do items.append('case ' ~ column ~ "_type when 'meeting' then 'appointment' when 'call' then 'phonecall' when 'other' then 'activitypointer' else "
            ~ column ~ '_type end as msdyn_' ~ name ~ 'activitytype') %}
        {% do items.append('case ' ~ column ~ "_direction when 'incoming' then 0 when 'outgoing' then 1 end as msdyn_" ~ name ~ 'activitydirection') %}
        {% do items.append(column ~ '_id as msdyn_' ~ name ~ 'activityid') %}
    {% endfor %}
    {{ return(items) }}
{% endmacro %}
