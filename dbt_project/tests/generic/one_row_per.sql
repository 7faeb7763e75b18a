{# The grain of a model: its key columns are never empty and never repeat. A build looks at it where it makes the model
   (check_grain); `dbt test` looks at all. #}
{% test one_row_per(model, columns) %}
{{ keys_not_of_one_row(model, columns) }}
{% endtest %}
