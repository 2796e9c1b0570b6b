select
    store_id,
    site_id,
    relation
from {{ source('sync', 'store_relation') }}
