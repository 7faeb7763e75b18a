{# The grain of a model: its key columns are never empty and never repeat. An incremental build looks at what it renewed. #}
{% test one_row_per(model, columns) %}
select {{ columns | join(', ') }}, count(*) as copies
from {{ model }}
where {{ is_renewed(model) }}
group by {{ columns | join(', ') }}
having count(*) > 1 {% for column in columns %}or {{ column }} is null {% endfor %}
{% endtest %}
