select
    id as line_id,
    stock_take_id as stock_take_id,
    item_id as item_id,
    item_line_id as stock_line_id,
    snapshot_qty as snapshot_packs,
    snapshot_packsize as pack_size,
    stock_take_qty as counted_packs,
    coalesce(is_edited, false) as is_counted,
    cost_price
from {{ source('replica', 'Stock_take_lines') }}
