select
    site_id,
    name as site,
    lower(kind) as kind,
    last_contact_at,
    last_batch_no,
    waiting_in,
    waiting_out,
    is_stale,
    complete_through,
    waiting_out_7d,
    waiting_at_site,
    version
from {{ source('sync', 'site_status') }}
