select
    id as option_id,
    title as reason
from {{ source('replica', 'options') }}
