{{ stepwise('stock_line', 'stock_line_id') }}

-- Within a day what comes in is taken before what goes out, so a day's lowest point is its end.
with allocated as (
    select
        stock_line_id,
        sum(units) as allocated_units
    from {{ ref('int_allocation') }}
    group by stock_line_id
),

daily as (
    select
        movement.stock_line_id,
        movement.moved_on,
        stock.initial_units,
        count(*) as movements,
        sum(movement.units) as units
    from {{ ref('fct_stock_movement') }} as movement
    inner join {{ ref('fct_stock') }} as stock
        on movement.stock_line_id = stock.stock_line_id
    where {{ touched('stock_line', 'movement.stock_line_id') }}
    group by all
),

running as (
    select
        *,
        initial_units
        + sum(units) over (partition by stock_line_id order by moved_on) as balance_units
    from daily
),

moved as (
    select
        stock_line_id,
        sum(movements) as movements,
        sum(units) as moved_units,
        min(balance_units) as lowest_units
    from running
    group by stock_line_id
)

select
    stock.stock_line_id,
    stock.store_id,
    stock.item_id,
    stock.units as balance_units,
    stock.initial_units,
    stock.initial_units + coalesce(moved.moved_units, 0) as ledger_units,
    coalesce(moved.lowest_units, stock.initial_units) as lowest_units,
    cast(coalesce(moved.movements, 0) as bigint) as movements,
    stock.available_units,
    coalesce(allocated.allocated_units, 0) as allocated_units
from {{ ref('fct_stock') }} as stock
left join moved on stock.stock_line_id = moved.stock_line_id
left join allocated on stock.stock_line_id = allocated.stock_line_id
where {{ touched('stock_line', 'stock.stock_line_id') }}
