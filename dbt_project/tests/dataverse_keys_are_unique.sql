-- What Dataverse is looked up in has each key once and never empty. A row too many in any other of its models would show
-- where the sources come together: the keys of int_*_unioned are tested.

{% set keys = {
    'int_dataverse_masters': ['record_type', 'record_id'],
    'int_dataverse_option_labels': ['table_name', 'column_name', 'option_value'],
    'int_dataverse_process_stages': ['opportunity_id'],
    'int_dataverse_connections': ['record_type', 'record_id', 'party_type', 'party_id', 'role'],
    'int_dataverse_known_rates': ['currency', 'rate_date'],
    'int_dataverse_currency_rates': ['currency', 'rate_date'],
} %}

{% for model, columns in keys.items() -%}
select '{{ model }}' as model, count(*) as copies
from {{ ref(model) }}
group by {{ columns | join(', ') }}
having count(*) > 1{% for column in columns %} or {{ column }} is null{% endfor %}
{{ 'union all' if not loop.last }}
{% endfor %}
