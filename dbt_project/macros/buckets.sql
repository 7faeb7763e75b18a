{# Points in time and what they look back on are joined through buckets of as many days as the formula looks back, so
   that the cost of a point does not grow with the length of the history. #}
{% macro look_back_days() %}180{% endmacro %}

{# The bucket of a number of days before the measuring instant. #}
{% macro bucket_of(days) %}cast(floor(({{ days }}) / {{ look_back_days() }}e0) as bigint){% endmacro %}

{# Rows with a day_index, once for each bucket whose points may look back on them. #}
{% macro bucketed(relation) -%}
    select
        facts.*,
        {{ bucket_of('facts.day_index') }} - shifts.shift as bucket
    from {{ relation }} as facts
    cross join {{ number_rows(2, 'shift') }} as shifts
    where {{ bucket_of('facts.day_index') }} - shifts.shift >= 0
{%- endmacro %}
