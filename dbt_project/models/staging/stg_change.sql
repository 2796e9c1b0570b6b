select
    change_no,
    table_name,
    record_id,
    decided_at
from {{ source('sync', 'change') }}
