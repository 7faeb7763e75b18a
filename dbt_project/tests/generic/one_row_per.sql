{# The grain of a model: its key columns are never empty and never repeat. An incremental build looks at what it renewed.
   Keys are told apart by a number made of them: where no number repeats, no key does, and only keys whose number does
   are compared as they are. #}
{% test one_row_per(model, columns) %}
{%- set has_gaps -%} {% for column in columns %}{{ 'or ' if not loop.first }}{{ column }} is null {% endfor %} {%- endset -%}
select {{ columns | join(', ') }}, count(*) as copies
from {{ model }}
where
    {{ is_renewed(model) }}
    and (
        {{ has_gaps }}
        or {{ hash_of(columns) }} in (
            select hash_of_key
            from (select {{ hash_of(columns) }} as hash_of_key from {{ model }} where {{ is_renewed(model) }}) as keys
            group by hash_of_key
            having count(*) > 1
        )
    )
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ has_gaps }}
{% endtest %}
