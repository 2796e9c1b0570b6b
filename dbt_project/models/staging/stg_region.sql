select
    id as region_id,
    description as region
from {{ source('replica', 'region') }}
