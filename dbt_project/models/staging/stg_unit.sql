select
    id as unit_id,
    units as unit
from {{ source('replica', 'unit') }}
