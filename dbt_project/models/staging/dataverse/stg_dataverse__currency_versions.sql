-- One row per version of a currency ever loaded, from Dataverse.

{{ dataverse_versions('currency_versions') }}
select
    transactioncurrencyid as currency_id,
    upper(trim(isocurrencycode)) as currency,
    exchangerate as units_per_base,
    versionnumber as version_number,
    coalesce(modifiedon, createdon) as changed_at
from current_rows
