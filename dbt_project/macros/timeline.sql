{# A record's points in time are numbered from the newest: one a day up to daily_until days before its measuring
   instant, one a week beyond. Day d before the instant lies between two of them; its index is that of the newer one.
   Where the days are older than all points, it is the oldest point. Negative days lie after the instant. #}
{% macro point_index(days) -%}
    cast(least(last_index, case
        when {{ days }} <= daily_until then {{ days }}
        else daily_until - daily_weeks + floor(({{ days }}) / 7e0)
    end) as integer)
{%- endmacro %}

{# Days before the measuring instant of the point with this index. #}
{% macro days_before(index) -%}
    case when {{ index }} <= daily_until then {{ index }} else 7 * ({{ index }} - daily_until + daily_weeks) end
{%- endmacro %}

{# The formula looks back so many days from a point. #}
{% macro look_back_days() %}180{% endmacro %}

{# Running sums of what halves every half-life overflow in the long run, so they start anew after an era of about 490
   half-lives: whole weeks, so that a day and its point lie in the same era. #}
{% macro era_of(days) %}cast(floor(({{ days }}) / era_days) as integer){% endmacro %}
{% macro era_days() %}7 * cast(floor(70e0 * half_life) as integer){% endmacro %}

{# Changes of a band are told for 30 days; the band before is that of the two weeks before it at most. #}
{% macro days_told() %}30{% endmacro %}
{% macro days_compared() %}(30 + 15){% endmacro %}

{# The timelines of what is renewed, with the oldest day of which points are computed: the newest points alone of records
   that grew older, and nothing else (health_grown_records). #}
{% macro recent_timelines() -%}
    (
        select
            *,
            {% if is_incremental_build() -%}
            case
                when {{ is_touched('record_number', 'health_grown_records', 'record_number') }}
                    then least(recent_day, {{ days_moved() }} - 1)
                else recent_day
            end as reach_day
            {%- else -%}
            recent_day as reach_day
            {%- endif %}
        from {{ ref('health_timelines') }}
        where {{ is_touched('record_number', 'health_touched_records', 'record_number') }}
    )
{%- endmacro %}
