-- One row per line of an opportunity as of, from Dataverse.

{{ dataverse_rows('opportunityproducts', 'opportunityproductid') }}
select
    opportunityproductid as line_id,
    _opportunityid_value as opportunity_id,
    _productid_value as product_id,
    createdon as created_at
from current_rows
