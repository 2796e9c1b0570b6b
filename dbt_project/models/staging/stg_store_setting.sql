select
    store_id,
    active_site_id,
    coalesce(include_transactions, true) as include_transactions
from {{ source('sync', 'store_setting') }}
