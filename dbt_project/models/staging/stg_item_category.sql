select
    id as category_id,
    description as category
from {{ source('replica', 'item_category') }}
