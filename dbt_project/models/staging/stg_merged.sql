select
    table_name,
    deleted_id,
    kept_id
from {{ source('sync', 'merged') }}
