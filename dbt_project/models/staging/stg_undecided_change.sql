{% set columns = [
    'item_ID', 'transaction_ID', 'type', 'quantity', 'pack_size'
] %}
with change as (
    select
        *,
        {{ sent(columns) }}
    from {{ source('sync', 'change') }}
    where decision in ('rejected', 'waiting')
)

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
    {{ as_sent(columns, 'item_ID') }} as item_id,
    {{ as_sent(columns, 'transaction_ID') }} as transaction_id,
    lower({{ as_sent(columns, 'type') }}) as line_type,
    try_cast({{ as_sent(columns, 'quantity') }} as double) as packs,
    try_cast({{ as_sent(columns, 'pack_size') }} as double) as pack_size
from change
