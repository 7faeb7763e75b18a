-- One row per product, bundle or product family as of, from Dataverse.

{{ dataverse_rows('products', 'productid') }}
select
    productid as product_id,
    name,
    _parentproductid_value as family_id,
    createdon as created_at
from current_rows
