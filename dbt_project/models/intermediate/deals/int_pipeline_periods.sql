-- One row per period that the pipeline flow compares: its first and last day, and the quarter of its last day, whose
-- deals are the pipeline. The last seven days, month and quarter to date, last quarter, and the last twelve months.

{% set day = day_of(as_of()) %}
{% set month = month_number(day) %}
with

months as (

    select {{ month }} - months_back as month_number
    from {{ number_rows(13, 'months_back') }} as numbers
    where months_back > 0

),

periods as (

    select
        'last_7_days' as period, '{{ label("Last 7 days", "Últimos 7 dias") }}' as period_label,
        {{ day }} - 6 as from_date, {{ day }} as to_date
    union all
    select
        'this_month', '{{ label("This month", "Este mês") }}', {{ first_of_month(month) }}, {{ day }}
    union all
    select
        'this_quarter', '{{ label("This quarter", "Este trimestre") }}', {{ first_of_month(quarter_of(day)) }}, {{ day }}
    union all
    select
        'last_quarter', '{{ label("Previous quarter", "Trimestre anterior") }}',
        {{ first_of_month(quarter_of(day) ~ " - 3") }}, {{ first_of_month(quarter_of(day)) }} - 1
    union all
    select
        substring(cast({{ first_of_month('month_number') }} as string), 1, 7),
        substring(cast({{ first_of_month('month_number') }} as string), 1, 7),
        {{ first_of_month('month_number') }},
        {{ first_of_month('month_number + 1') }} - 1
    from months

)

select
    period,
    period_label,
    from_date,
    to_date,
    {{ first_of_month(quarter_of('to_date')) }} as close_from,
    {{ first_of_month(quarter_of('to_date') ~ " + 3") }} - 1 as close_to
from periods
