select
    change_no,
    site_id,
    store_id,
    table_name,
    record_id,
    action,
    decision,
    reason,
    received_at,
    {{ as_sent('item_ID') }} as item_id,
    {{ as_sent('transaction_ID') }} as transaction_id,
    lower({{ as_sent('type') }}) as line_type,
    try_cast({{ as_sent('quantity') }} as double) as packs,
    try_cast({{ as_sent('pack_size') }} as double) as pack_size
from {{ source('sync', 'change') }}
where decision in ('rejected', 'waiting')
