-- One row per activity, role and person who took part; people who opted out are gone.

{{ config(materialized='view') }}

select
    activity_key,
    role,
    person_key,
    side,
    is_linking,
    person_type,
    person_name
from {{ ref('int_activity_people') }}
