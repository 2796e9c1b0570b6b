{{ config(alias='stock_out_days') }}

select
    store.store_id,
    store.store,
    counted.item_id,
    item.item,
    item.code as item_code,
    item.ven,
    counted.month,
    counted.days_out,
    extract('day' from last_day(counted.month)) as days_in_month,
    greatest(last_day(counted.month) - greatest(store.complete_through_on, counted.month - 1), 0)
        as days_unknown,
    store.complete_through,
    store.freshness
from {{ ref('int_stock_out_month') }} as counted
inner join {{ ref('dim_store') }} as store on counted.store_id = store.store_id
left join {{ ref('dim_item') }} as item on counted.item_id = item.item_id
where store.has_figures
