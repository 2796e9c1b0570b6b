{{ config(alias='phantom_stock') }}

-- Stock that nothing explains, or that nobody moved or counted for long, may not be there.
with moved as (
    select
        stock_line_id,
        max(moved_on) as last_moved_on
    from {{ ref('fct_stock_movement') }}
    group by stock_line_id
),

counted as (
    select
        line.stock_line_id,
        max(take.counted_on) as last_counted_on
    from {{ ref('stg_stock_take_line') }} as line
    inner join {{ ref('stg_stock_take') }} as take using (stock_take_id)
    where line.is_counted and take.stock_take_status = 'fn'
    group by line.stock_line_id
),

judged as (
    select
        stock.*,
        moved.last_moved_on,
        counted.last_counted_on,
        case
            when moved.stock_line_id is null and stock.initial_units = 0 then 'orphan'
            when
                coalesce(
                    moved.last_moved_on
                    < cast({{ var('now') }} as date) - interval {{ var('unmoved_months') }} month, true
                )
                and counted.stock_line_id is null
                then 'phantom'
        end as flag
    from {{ ref('fct_stock') }} as stock
    left join moved on stock.stock_line_id = moved.stock_line_id
    left join counted on stock.stock_line_id = counted.stock_line_id
    where stock.units > 0
)

select
    judged.stock_line_id,
    judged.flag,
    store.store_id,
    store.store,
    judged.item_id,
    item.item,
    item.code as item_code,
    judged.batch,
    judged.expiry_on,
    judged.units,
    judged.value,
    judged.last_moved_on,
    judged.last_counted_on,
    store.complete_through,
    store.freshness
from judged
inner join {{ ref('dim_store') }} as store on judged.store_id = store.store_id
left join {{ ref('dim_item') }} as item on judged.item_id = item.item_id
where judged.flag is not null
