{{ config(alias='stock_on_hand') }}

select
    store.store_id,
    store.store,
    stock.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    stock.units,
    stock.available_units,
    stock.packs_detail,
    stock.value,
    stock.negative_units,
    stock.negative_value,
    store.complete_through,
    store.freshness
from {{ ref('fct_stock_on_hand') }} as stock
inner join {{ ref('dim_store') }} as store on stock.store_id = store.store_id
left join {{ ref('dim_item') }} as item on stock.item_id = item.item_id
