select
    id as master_list_id,
    description as master_list,
    coalesce(isprogram, false) as is_program,
    coalesce(inactive, false) as is_inactive
from {{ source('replica', 'list_master') }}
