select
    table_name,
    record_id,
    state
from {{ source('sync', 'known_record') }}
