{{ config(alias='stock_card') }}

-- Opening and movements give closing; a month without movement has no row.
select
    store.store_id,
    store.store,
    monthly.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    monthly.month,
    monthly.opening_units,
    monthly.received,
    monthly.issued_to_patients,
    monthly.issued_to_stores,
    monthly.issued_to_others,
    monthly.returned_by_customers,
    monthly.returned_to_suppliers,
    monthly.gained,
    monthly.lost,
    monthly.repacked,
    monthly.closing_units,
    100 * monthly.lost / nullif(monthly.opening_units + monthly.received, 0) as wastage_pct,
    coalesce(last_day(monthly.month) <= store.complete_through_on, false) as is_complete,
    store.complete_through,
    store.freshness
from {{ ref('fct_stock_month') }} as monthly
inner join {{ ref('dim_store') }} as store on monthly.store_id = store.store_id
left join {{ ref('dim_item') }} as item on monthly.item_id = item.item_id
where store.has_figures
