select
    network_no,
    central_site_id,
    time_zone
from {{ source('sync', 'network') }}
qualify row_number() over (order by network_no desc) = 1
