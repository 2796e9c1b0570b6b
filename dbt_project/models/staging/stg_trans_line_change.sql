{% set columns = [
    'transaction_ID', 'item_ID', 'type', 'quantity', 'pack_size', 'cost_price'
] %}
with change as (
    select
        *,
        {{ sent(columns) }}
    from {{ source('sync', 'change') }}
    where table_name = 'trans_line' and decision = 'applied' and action in ('upsert', 'delete')
)

select
    change_no,
    site_id,
    record_id as movement_id,
    action = 'delete' as is_deletion,
    coalesce(received_at, decided_at) as arrived_at,
    changed_at as written_at,
    decided_at,
    {{ as_sent(columns, 'transaction_ID') }} as transaction_id,
    {{ as_sent(columns, 'item_ID') }} as item_id,
    {{ as_sent(columns, 'type') }} as line_type,
    {{ as_sent(columns, 'quantity') }} as packs,
    {{ as_sent(columns, 'pack_size') }} as pack_size,
    {{ as_sent(columns, 'cost_price') }} as cost_price
from change
