select
    id as movement_id,
    transaction_id as transaction_id,
    item_id as item_id,
    item_line_id as stock_line_id,
    lower(type) as line_type,
    quantity as packs,
    pack_size,
    cost_price,
    sell_price,
    batch,
    expiry_date as expiry_on,
    line_number,
    nullif(optionid, '0') as option_id,
    _key as movement_key,
    _change_no as change_no
from {{ source('replica', 'trans_line') }}
