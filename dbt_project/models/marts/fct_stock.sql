select
    line.stock_line_id,
    line.store_id,
    line.item_id,
    line.batch,
    line.expiry_on,
    line.location_id,
    line.is_on_hold,
    line.pack_size,
    line.packs,
    line.available_packs,
    coalesce(line.packs * line.pack_size, 0) as units,
    coalesce(line.available_packs * line.pack_size, 0) as available_units,
    line.cost_price,
    line.packs * line.cost_price as value,
    coalesce(line.packs < 0, false) as is_negative,
    coalesce(line.initial_packs * line.pack_size, 0) as initial_units,
    line.donor_id,
    line.supplier_id
from {{ ref('stg_item_line') }} as line
inner join {{ ref('int_store') }} as store on line.store_id = store.store_id
where store.is_reported and store.is_synced
