-- A day counts when nothing is there at its beginning nor at its end; an item that was never there
-- cannot be out of stock.
with balance as (
    select
        store_id,
        item_id,
        day,
        closing_units <= {{ var('units_tolerance') }} as is_out,
        closing_units - net_units > {{ var('units_tolerance') }} as had_stock
    from {{ ref('fct_stock_day') }}
),

numbered as (
    select
        *,
        count(*) filter (not is_out) over (
            partition by store_id, item_id order by day
        ) as times_in_stock
    from balance
),

spell as (
    select
        store_id,
        item_id,
        times_in_stock,
        min(day) filter (is_out) as emptied_on,
        arg_min(had_stock, day) filter (is_out) as had_stock,
        min(day) filter (not is_out) as filled_on
    from numbered
    group by all
),

outage as (
    select
        *,
        lead(filled_on) over (
            partition by store_id, item_id order by times_in_stock
        ) as refilled_on
    from spell
)

select
    store_id,
    item_id,
    emptied_on,
    emptied_on + 1 as out_from,
    refilled_on - 1 as out_until
from outage
where
    emptied_on is not null
    and (had_stock or filled_on is not null)
    and (refilled_on is null or refilled_on > emptied_on + 1)
