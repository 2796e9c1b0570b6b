{{ config(alias='stock_status') }}

with usable as (
    select
        store_id,
        item_id,
        sum(units) as units
    from {{ ref('fct_stock') }}
    where
        not is_negative and not is_on_hold
        and coalesce(expiry_on >= cast({{ var('now') }} as date), true)
    group by all
),

coming as (
    select
        pair.responding_store_id as store_id,
        line.item_id,
        sum(line.units_in_transit) as units
    from {{ ref('fct_transfer_line') }} as line
    inner join {{ ref('fct_transfer') }} as pair using (initiating_table, initiating_id)
    where line.units_in_transit > 0
    group by all
),

known as (
    select
        stock.*,
        case when stock.units is not null then coalesce(usable.units, 0) end as usable_units,
        case when stock.units = 0 and stock.negative_units < 0 then stock.negative_units
            else stock.units
        end as judged_units,
        case when stock.units is not null then coalesce(usage.amc, 0) end as amc,
        coalesce(coming.units, 0) as units_in_transit,
        usage.window_start,
        usage.window_end,
        usage.issued_units,
        usage.days_out
    from {{ ref('fct_stock_on_hand') }} as stock
    left join usable on stock.store_id = usable.store_id and stock.item_id = usable.item_id
    left join {{ ref('fct_item_usage') }} as usage
        on stock.store_id = usage.store_id and stock.item_id = usage.item_id
    left join coming on stock.store_id = coming.store_id and stock.item_id = coming.item_id
)

select
    store.store_id,
    store.store,
    known.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    item.ven,
    known.units,
    known.usable_units,
    known.available_units,
    known.value,
    known.amc,
    known.window_start,
    known.window_end,
    known.issued_units,
    known.days_out,
    {{ months_of_stock('known.judged_units', 'known.amc') }} as months_of_stock,
    {{ stock_band('known.judged_units', 'known.amc') }} as band,
    {{ suggested_order('known.available_units', 'known.amc') }} as suggested_order,
    known.units_in_transit,
    {{ lasts_until('known.usable_units', 'known.amc', 'store.complete_through_on') }}
        as projected_out_on,
    {{ lasts_until('known.usable_units + known.units_in_transit', 'known.amc', 'store.complete_through_on') }}
        as projected_out_with_arrivals_on,
    date_diff('day', store.complete_through_on, cast({{ var('now') }} as date)) - 1 as days_unknown,
    store.complete_through,
    store.freshness
from known
inner join {{ ref('dim_store') }} as store on known.store_id = store.store_id
left join {{ ref('dim_item') }} as item on known.item_id = item.item_id
