select
    id as name_id,
    name,
    lower(code) as code,
    lower(type) as name_type,
    region_id as region_id,
    latitude,
    longitude
from {{ source('replica', 'name') }}
