select
    id as store_id,
    name_id as name_id,
    code,
    name as store_record_name,
    lower(store_mode) as store_mode,
    tags,
    coalesce(disabled, false) as is_disabled
from {{ source('replica', 'store') }}
