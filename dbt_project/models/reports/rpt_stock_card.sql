{{ config(alias='stock_card') }}

-- Opening and movements give closing; a month without movement has no row.
with monthly as (
    select
        store_id,
        item_id,
        cast(date_trunc('month', day) as date) as month,
        arg_min(closing_units - net_units, day) as opening_units,
        sum(received) as received,
        sum(issued_to_patients) as issued_to_patients,
        sum(issued_to_stores) as issued_to_stores,
        sum(issued_to_others) as issued_to_others,
        sum(returned_by_customers) as returned_by_customers,
        sum(returned_to_suppliers) as returned_to_suppliers,
        sum(gained) as gained,
        sum(lost) as lost,
        sum(repacked) as repacked,
        arg_max(closing_units, day) as closing_units
    from {{ ref('fct_stock_day') }}
    group by all
)

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
from monthly
inner join {{ ref('dim_store') }} as store on monthly.store_id = store.store_id
left join {{ ref('dim_item') }} as item on monthly.item_id = item.item_id
where store.has_figures
