select
    id as requisition_id,
    store_id as store_id,
    lower(type) as requisition_type,
    lower(status) as requisition_status,
    serial_number as number,
    requester_reference as reference,
    comment,
    date_entered as entered_on,
    linked_requisition_id as linked_requisition_id,
    name_id as other_party_id,
    programid as program_id,
    periodid as period_id
from {{ source('replica', 'requisition') }}
