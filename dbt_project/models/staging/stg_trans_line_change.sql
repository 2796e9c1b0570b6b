select
    change_no,
    site_id,
    record_id as movement_id,
    action = 'delete' as is_deletion,
    coalesce(received_at, decided_at) as arrived_at,
    changed_at as written_at,
    {{ as_sent('transaction_ID') }} as transaction_id,
    {{ as_sent('item_ID') }} as item_id,
    {{ as_sent('type') }} as line_type,
    {{ as_sent('quantity') }} as packs,
    {{ as_sent('pack_size') }} as pack_size,
    {{ as_sent('cost_price') }} as cost_price
from {{ source('sync', 'change') }}
where table_name = 'trans_line' and decision = 'applied' and action in ('upsert', 'delete')
