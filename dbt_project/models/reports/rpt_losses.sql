{{ config(alias='losses') }}

select
    store.store_id,
    store.store,
    movement.item_id,
    item.item,
    item.code as item_code,
    cast(date_trunc('month', movement.moved_on) as date) as month,
    coalesce(reason.reason, 'No reason given') as reason,
    coalesce(sum(movement.units) filter (movement.units > 0), 0) as gained_units,
    coalesce(sum(-movement.units) filter (movement.units < 0), 0) as lost_units,
    coalesce(sum(movement.value) filter (movement.units > 0), 0) as gained_value,
    coalesce(sum(-movement.value) filter (movement.units < 0), 0) as lost_value,
    count(*) as adjustments,
    store.complete_through,
    store.freshness
from {{ ref('fct_stock_movement') }} as movement
inner join {{ ref('dim_store') }} as store on movement.store_id = store.store_id
left join {{ ref('dim_item') }} as item on movement.item_id = item.item_id
left join {{ ref('stg_option') }} as reason on movement.option_id = reason.option_id
where movement.kind = 'adjustment' and store.has_figures
group by all
