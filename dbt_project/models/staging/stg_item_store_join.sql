select
    id as item_store_join_id,
    item_id as item_id,
    store_id as store_id,
    not coalesce(inactive, false) as is_visible
from {{ source('replica', 'item_store_join') }}
