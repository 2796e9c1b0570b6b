{% set columns = [
    'store_ID', 'type', 'status', 'entry_date', 'confirm_date', 'finalised_date',
    'user_ID'
] %}
with change as (
    select
        *,
        {{ sent(columns) }}
    from {{ source('sync', 'change') }}
    where table_name = 'transact' and decision = 'applied' and action in ('upsert', 'delete')
)

select
    change_no,
    site_id,
    record_id as transaction_id,
    action = 'delete' as is_deletion,
    coalesce(received_at, decided_at) as arrived_at,
    changed_at as written_at,
    decided_at,
    {{ as_sent(columns, 'store_ID') }} as store_id,
    {{ as_sent(columns, 'type') }} as transaction_type,
    {{ as_sent(columns, 'status') }} as transaction_status,
    {{ as_sent(columns, 'entry_date') }} as entered_on,
    {{ as_sent(columns, 'confirm_date') }} as confirmed_on,
    {{ as_sent(columns, 'finalised_date') }} as finalised_on,
    {{ as_sent(columns, 'user_ID') }} as user_id
from change
