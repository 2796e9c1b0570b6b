select
    id as purchase_order_id,
    store_id as store_id,
    name_id as other_party_id,
    lower(status) as order_status,
    serial_number as number,
    reference,
    comment,
    creation_date as entered_on,
    confirm_date as confirmed_on
from {{ source('replica', 'purchase_order') }}
