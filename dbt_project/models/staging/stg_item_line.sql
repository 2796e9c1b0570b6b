select
    id as stock_line_id,
    store_id as store_id,
    item_id as item_id,
    batch,
    expiry_date as expiry_on,
    location_id as location_id,
    coalesce(hold, false) as is_on_hold,
    pack_size,
    quantity as packs,
    available as available_packs,
    cost_price,
    initial_quan as initial_packs,
    donor_id as donor_id,
    name_id as supplier_id
from {{ source('replica', 'item_line') }}
