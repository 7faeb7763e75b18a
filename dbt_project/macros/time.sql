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

{# First day of the lifetime window: 1 January of the year before as_of. #}
{% macro lifetime_start_day() -%}
    make_date(cast(extract(year from {{ day_of(as_of()) }}) as integer) - 1, 1, 1)
{%- endmacro %}
