select
    id as transaction_id,
    store_id as store_id,
    name_id as other_party_id,
    lower(type) as transaction_type,
    lower(status) as transaction_status,
    lower(mode) as mode,
    invoice_num as number,
    their_ref as reference,
    comment,
    coalesce(hold, false) as is_on_hold,
    linked_transaction_id as linked_transaction_id,
    original_po_id as linked_order_id,
    requisition_id as requisition_id,
    entry_date as entered_on,
    confirm_date as confirmed_on,
    finalised_date as finalised_on,
    _changed_at as changed_at
from {{ source('replica', 'transact') }}
