select
    id as master_list_name_id,
    list_master_id as master_list_id,
    name_id as name_id
from {{ source('replica', 'list_master_name_join') }}
