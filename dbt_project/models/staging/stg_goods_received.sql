select
    id as goods_received_id,
    store_id as store_id,
    lower(status) as goods_received_status,
    serial_number as number,
    supplier_reference as reference,
    comment,
    entry_date as entered_on,
    received_date as received_on,
    finalised_date as finalised_on,
    linked_transaction_id as linked_transaction_id
from {{ source('replica', 'Goods_received') }}
