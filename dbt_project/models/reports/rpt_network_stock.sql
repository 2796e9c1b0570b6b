{{ config(alias='network_stock') }}

-- Stock has left the sender's stock lines and is in none of the receiver's until received.
with on_hand as (
    select
        stock.item_id,
        sum(stock.units) as units,
        sum(stock.value) as value,
        coalesce(sum(stock.units) filter (store.freshness = 'fresh'), 0) as fresh_units,
        coalesce(sum(stock.value) filter (store.freshness = 'fresh'), 0) as fresh_value,
        count(*) filter (stock.units > 0) as stores_with_stock,
        count(*) filter (not store.has_figures) as stores_unknown
    from {{ ref('fct_stock_on_hand') }} as stock
    inner join {{ ref('dim_store') }} as store on stock.store_id = store.store_id
    group by stock.item_id
),

in_transit as (
    select
        item_id,
        sum(units_in_transit) as units,
        sum(value_in_transit) as value
    from {{ ref('fct_transfer_line') }}
    where units_in_transit is not null
    group by item_id
),

known as (
    select item_id from on_hand
    union
    select item_id from in_transit
)

select
    known.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    coalesce(on_hand.units, 0) as on_hand_units,
    coalesce(on_hand.value, 0) as on_hand_value,
    coalesce(in_transit.units, 0) as in_transit_units,
    coalesce(in_transit.value, 0) as in_transit_value,
    coalesce(on_hand.units, 0) + coalesce(in_transit.units, 0) as network_units,
    coalesce(on_hand.value, 0) + coalesce(in_transit.value, 0) as network_value,
    coalesce(on_hand.fresh_units, 0) as fresh_on_hand_units,
    coalesce(on_hand.fresh_value, 0) as fresh_on_hand_value,
    coalesce(on_hand.stores_with_stock, 0) as stores_with_stock,
    coalesce(on_hand.stores_unknown, 0) as stores_unknown
from known
left join on_hand on known.item_id is not distinct from on_hand.item_id
left join in_transit on known.item_id is not distinct from in_transit.item_id
left join {{ ref('dim_item') }} as item on known.item_id = item.item_id
where known.item_id is not null or on_hand.units is not null or in_transit.units is not null
