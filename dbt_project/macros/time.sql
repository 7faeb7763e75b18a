{# The instant everything is computed as of. Never a clock. #}
{% macro as_of() %}cast('{{ var("as_of") }}' as timestamp){% endmacro %}

{# The day, in the reporting time zone, on which an instant falls. #}
{% macro day_of(instant) -%}
    {%- if var('reporting_time_zone') == 'UTC' -%}
        cast({{ instant }} as date)
    {%- else -%}
        cast({{ in_time_zone(instant, "'" ~ var('reporting_time_zone') ~ "'") }} as date)
    {%- endif -%}
{%- endmacro %}

{# First day of the lifetime window: 1 January of the year before as_of; a setting takes it further back. #}
{% macro lifetime_start_day(instant=none) -%}
    make_date(
        cast(extract(year from {{ day_of(instant or as_of()) }}) as integer) - {{ var('lifetime_years_before') }}, 1, 1
    )
{%- endmacro %}

{# The first instant of a window of KPIs that ends with the day of an instant. #}
{% macro window_start(name, instant) -%}
    {%- if name == 'all_history' -%} cast('0001-01-01' as timestamp)
    {%- elif name == 'lifetime' -%} {{ start_of_day(lifetime_start_day(instant)) }}
    {%- else -%} {{ start_of_day(day_of(instant) ~ ' - ' ~ (name.split('_')[1] | int - 1)) }}
    {%- endif -%}
{%- endmacro %}

{# The windows that move on with every day, the shortest first. #}
{% macro rolling_windows() %}{{ return(var('kpi_windows') | reject('in', ['lifetime', 'all_history']) | list) }}{% endmacro %}

{# The first instant (UTC) of a day of the reporting time zone. #}
{% macro start_of_day(day) -%}
    {%- if var('reporting_time_zone') == 'UTC' -%}
        cast({{ day }} as timestamp)
    {%- else -%}
        {{ from_time_zone('cast(' ~ day ~ ' as timestamp)', "'" ~ var('reporting_time_zone') ~ "'") }}
    {%- endif -%}
{%- endmacro %}

{# Business seconds from Monday 1970-01-05 to a local wall-clock time, holidays not counted out. #}
{% macro business_seconds(local_time, opens, closes) -%}
    {%- set seconds = "(" ~ microseconds_of(local_time) ~ " / 1000000e0 - 345600e0)" -%}
    {%- set days = "floor(" ~ seconds ~ " / 86400e0)" -%}
    {%- set weekday = "(" ~ days ~ " - 7e0 * floor(" ~ days ~ " / 7e0))" -%}
    (
        (floor({{ days }} / 7e0) * 5e0 + least({{ weekday }}, 5e0)) * ({{ closes }} - {{ opens }}) * 3600e0
        + case
            when {{ weekday }} < 5e0
                then least(
                    greatest({{ seconds }} - {{ days }} * 86400e0 - {{ opens }} * 3600e0, 0e0),
                    ({{ closes }} - {{ opens }}) * 3600e0
                )
            else 0e0
        end
    )
{%- endmacro %}

{# Months since year 0, as a whole number: arithmetic on months that every engine does alike. #}
{% macro month_number(day) -%}
    cast(extract(year from {{ day }}) * 12 + extract(month from {{ day }}) - 1 as integer)
{%- endmacro %}

{# The number of the first month of the quarter that a day lies in. #}
{% macro quarter_of(day) -%}
    cast(extract(year from {{ day }}) * 12 + 3 * floor((extract(month from {{ day }}) - 1) / 3e0) as integer)
{%- endmacro %}

{# The first day of a month, given by its number. #}
{% macro first_of_month(number) -%}
    make_date(cast(floor(({{ number }}) / 12e0) as integer), cast(({{ number }}) % 12 + 1 as integer), 1)
{%- endmacro %}

{# The number of the UTC day of an instant, 0 for that of 1970-01-01. #}
{% macro utc_day(instant) %}cast(floor({{ microseconds_of(instant) }} / 86400000000e0) as bigint){% endmacro %}

{# Seconds that the clocks of a time zone are ahead of UTC when a UTC day begins. #}
{% macro clock_shift(utc_day, time_zone) -%}
    {%- set start = "(cast('1970-01-01 00:00:00' as timestamp) + (" ~ utc_day ~ ") * interval '1' day)" -%}
    cast(({{ microseconds_of(in_time_zone(start, time_zone)) }} - {{ microseconds_of(start) }}) / 1000000 as integer)
{%- endmacro %}
