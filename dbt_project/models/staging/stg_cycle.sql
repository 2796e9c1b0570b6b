select
    cycle_no,
    ran_at
from {{ source('sync', 'cycle') }}
