-- One row per option of a column, with its label in the base language of the organisation, else in English, else in the
-- language with the lowest number: a label is a value that settings and models are keyed by, not a translation.

{{ config(materialized='table') }}

with

labels as (

    select * from {{ ref('stg_dataverse__stringmaps') }}

),

organizations as (

    select max(language_code) as language_code from {{ ref('stg_dataverse__organizations') }}

)

select
    labels.table_name,
    labels.column_name,
    labels.option_value,
    labels.label
from labels
cross join organizations
where labels.label is not null
qualify row_number() over (
    partition by labels.table_name, labels.column_name, labels.option_value
    order by
        case
            when labels.language_code = organizations.language_code then 0
            when labels.language_code = 1033 then 1
            else 2
        end,
        labels.language_code
) = 1
