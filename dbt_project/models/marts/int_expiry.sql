{{ config(materialized='view') }}

-- First expiry first out: what is used before a batch expires is used once, by the batch that
-- expires first. `used` is the most that can be used of it and all before it.
with batch as (
    select
        stock.*,
        usage.amc / {{ var('days_in_month') }} as daily_units,
        stock.expiry_on - cast({{ var('now') }} as date) as days_left
    from {{ ref('fct_stock') }} as stock
    left join {{ ref('fct_item_usage') }} as usage
        on stock.store_id = usage.store_id and stock.item_id = usage.item_id
    where stock.units > 0
),

queued as (
    select
        *,
        coalesce(daily_units, 0) > 0 as is_used,
        sum(units) over (
            partition by store_id, item_id order by expiry_on nulls last, stock_line_id
        ) as queued_units,
        case
            when expiry_on is null then 1e18
            else greatest(days_left, 0) * coalesce(daily_units, 0)
        end as usable_units
    from batch
),

spent as (
    select
        *,
        queued_units + least(
            0, min(usable_units - queued_units) over (
                partition by store_id, item_id order by expiry_on nulls last, stock_line_id
            )
        ) as used_units
    from queued
)

select
    stock_line_id,
    store_id,
    item_id,
    batch,
    expiry_on,
    days_left,
    units,
    value,
    is_on_hold,
    donor_id,
    supplier_id,
    daily_units,
    case
        when days_left < 0 then units
        when is_used then greatest(units - usable_units, 0)
        when expiry_on is null then 0
    end as loss_by_line_units,
    case
        when days_left < 0 then units
        when is_used then greatest(units - (used_units - coalesce(lag(used_units) over (
            partition by store_id, item_id order by expiry_on nulls last, stock_line_id
        ), 0)), 0)
        when expiry_on is null then 0
    end as loss_units
from spent
