select
    id as line_id,
    purchase_order_id as purchase_order_id,
    item_id as item_id,
    quan_adjusted_order as ordered_units,
    packsize_ordered as pack_size,
    line_number
from {{ source('replica', 'purchase_order_line') }}
