select
    id as region_id,
    description as region,
    parent_id as parent_region_id
from {{ source('replica', 'region') }}
