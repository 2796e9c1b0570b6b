select
    site_id,
    name as site,
    lower(kind) as kind,
    time_zone
from {{ source('sync', 'site') }}
