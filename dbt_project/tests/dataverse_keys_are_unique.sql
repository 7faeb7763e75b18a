-- Every table of Dataverse has the key it should, once and never empty. (Those of the common shape are tested where the
-- sources come together.)

{% set keys = {
    'stg_dataverse__organizations': ['organization_id'],
    'stg_dataverse__systemusers': ['user_id'],
    'stg_dataverse__usersettingscollection': ['user_id'],
    'stg_dataverse__timezonedefinitions': ['time_zone_id'],
    'stg_dataverse__businessunits': ['business_unit_id'],
    'stg_dataverse__transactioncurrencies': ['currency_id'],
    'stg_dataverse__accounts': ['account_id'],
    'stg_dataverse__contacts': ['contact_id'],
    'stg_dataverse__leads': ['lead_id'],
    'stg_dataverse__opportunities': ['opportunity_id'],
    'stg_dataverse__opportunitycloses': ['activity_id'],
    'stg_dataverse__processstages': ['stage_id'],
    'stg_dataverse__opportunitysalesprocesses': ['process_run_id'],
    'stg_dataverse__leadtoopportunitysalesprocesses': ['process_run_id'],
    'stg_dataverse__connectionroles': ['role_id'],
    'stg_dataverse__connections': ['connection_id'],
    'stg_dataverse__emails': ['activity_id'],
    'stg_dataverse__appointments': ['activity_id'],
    'stg_dataverse__recurringappointmentmasters': ['activity_id'],
    'stg_dataverse__phonecalls': ['activity_id'],
    'stg_dataverse__tasks': ['activity_id'],
    'stg_dataverse__letters': ['activity_id'],
    'stg_dataverse__faxes': ['activity_id'],
    'stg_dataverse__activityparties': ['activity_party_id'],
    'stg_dataverse__stringmaps': ['table_name', 'column_name', 'option_value', 'language_code'],
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
