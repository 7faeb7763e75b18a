-- One row per currency as of, from Dataverse.

{{ dataverse_rows('transactioncurrencies', 'transactioncurrencyid', created=false) }}
select
    transactioncurrencyid as currency_id,
    upper(trim(isocurrencycode)) as currency
from current_rows
