select
    change_no,
    site_id,
    record_id as transaction_id,
    action = 'delete' as is_deletion,
    coalesce(received_at, decided_at) as arrived_at,
    changed_at as written_at,
    {{ as_sent('store_ID') }} as store_id,
    {{ as_sent('type') }} as transaction_type,
    {{ as_sent('status') }} as transaction_status,
    {{ as_sent('entry_date') }} as entered_on,
    {{ as_sent('confirm_date') }} as confirmed_on,
    {{ as_sent('finalised_date') }} as finalised_on,
    {{ as_sent('user_ID') }} as user_id
from {{ source('sync', 'change') }}
where table_name = 'transact' and decision = 'applied' and action in ('upsert', 'delete')
