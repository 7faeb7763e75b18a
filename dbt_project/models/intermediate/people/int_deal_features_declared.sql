-- One row per opportunity and feature that its source declares or always has, with the value known at first.

with

{% for source in var('sources') if source != 'dataverse' -%}
{{ source }}_deals as (

    select * from {{ ref('stg_' ~ source ~ '__opportunity_features') }}

),

{% endfor -%}
features as (

    {% for source in var('sources') -%}
    {% if source == 'dataverse' -%}
    select * from {{ ref('int_dataverse_deal_features') }}
    {% else -%}
    {{ features_as_rows(source ~ '_deals', declared_features(source)) }}
    {% endif -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    {{ key_of('opportunity', 'opportunity_id') }} as opportunity_key,
    *
from features
where number_value is not null or date_value is not null or text_value is not null
