select
    site_id,
    name as site,
    lower(kind) as kind,
    last_contact_at,
    last_batch_no,
    waiting_in,
    waiting_out,
    is_stale,
    complete_through
from {{ source('sync', 'site_status') }}
