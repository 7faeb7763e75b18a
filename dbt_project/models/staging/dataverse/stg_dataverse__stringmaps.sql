-- One row per label of an option in a language as of, from Dataverse.

{{ dataverse_rows('stringmaps', ['objecttypecode', 'attributename', 'attributevalue', 'langid'], versioned=false, created=false) }}
select
    objecttypecode as table_name,
    attributename as column_name,
    attributevalue as option_value,
    langid as language_code,
    value as label
from current_rows
