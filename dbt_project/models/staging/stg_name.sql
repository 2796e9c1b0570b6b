select
    id as name_id,
    name,
    lower(code) as code,
    lower(type) as name_type,
    region_id as region_id
from {{ source('replica', 'name') }}
