select
    id as stock_take_id,
    store_id as store_id,
    lower(status) as stock_take_status,
    serial_number as number,
    description as description,
    coalesce(stock_take_date, stock_take_created_date) as counted_on
from {{ source('replica', 'Stock_take') }}
