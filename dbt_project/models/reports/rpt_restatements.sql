{{ config(alias='restatements') }}

-- Published: as known when the figures of the month were due.
with version as (
    select
        *,
        cast(date_trunc('month', moved_on) as date) as month,
        last_day(moved_on) + interval {{ var('report_due_days') + 1 }} day as due_at
    from {{ ref('fct_stock_movement_version') }}
),

summed as (
    select
        store_id,
        item_id,
        month,
        coalesce(sum(units) filter (
            known_from < due_at and coalesce(known_until >= due_at, true)
        ), 0) as published_units,
        coalesce(sum(units) filter (known_until is null), 0) as units_now,
        coalesce(sum(units) filter (
            known_from >= due_at and known_until is null and version_no = 1
        ), 0) as arrived_late_units,
        max(greatest(known_from, coalesce(known_until, known_from))) as restated_at
    from version
    where due_at < {{ var('now') }}
    group by all
)

select
    store.store_id,
    store.store,
    summed.item_id,
    item.item,
    item.code as item_code,
    summed.month,
    summed.published_units,
    summed.units_now,
    summed.units_now - summed.published_units as restated_units,
    summed.arrived_late_units,
    summed.units_now - summed.published_units - summed.arrived_late_units as edited_units,
    summed.restated_at,
    store.complete_through,
    store.freshness
from summed
inner join {{ ref('dim_store') }} as store on summed.store_id = store.store_id
left join {{ ref('dim_item') }} as item on summed.item_id = item.item_id
where
    abs(summed.units_now - summed.published_units) > {{ var('units_tolerance') }}
    or abs(summed.arrived_late_units) > {{ var('units_tolerance') }}
