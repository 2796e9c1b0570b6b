select
    id as master_list_line_id,
    item_master_id as master_list_id,
    item_id as item_id
from {{ source('replica', 'list_master_line') }}
