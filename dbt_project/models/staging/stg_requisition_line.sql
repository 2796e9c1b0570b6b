select
    id as line_id,
    requisition_id as requisition_id,
    item_id as item_id,
    cust_stock_order as ordered_units,
    actualquan as supplied_units,
    daily_usage,
    line_number
from {{ source('replica', 'requisition_line') }}
