select
    id as line_id,
    goods_received_id as goods_received_id,
    item_id as item_id,
    batch_received as batch,
    expiry_date as expiry_on,
    quantity_received as packs,
    pack_received as pack_size,
    cost_price,
    line_number
from {{ source('replica', 'Goods_received_line') }}
