{{ config(alias='stock_out_rate') }}

-- A store that is silent is unknown: it is neither in stock nor out of stock.
with observed as (
    select
        status.item_id,
        store.region,
        status.store,
        status.units,
        status.usable_units,
        store.has_figures and store.complete_through_on
            >= cast({{ var('now') }} as date) - {{ var('fresh_within_days') }} as is_fresh
    from {{ ref('rpt_stock_status') }} as status
    inner join {{ ref('dim_store') }} as store on status.store_id = store.store_id
    where status.item_id is not null
),

counted as (
    select
        item_id,
        case when grouping(region) = 0 then coalesce(region, 'No region') else 'All regions' end
            as region,
        grouping(region) = 1 as is_network,
        count(*) as stores_offering,
        count(*) filter (is_fresh) as stores_fresh,
        count(*) filter (is_fresh and usable_units <= 0) as stores_out,
        count(*) filter (is_fresh and units <= 0) as stores_out_total,
        string_agg(store, ', ' order by store) filter (is_fresh and usable_units <= 0) as stores_out_list,
        string_agg(store, ', ' order by store) filter (not is_fresh) as no_recent_data
    from observed
    group by grouping sets ((item_id), (item_id, region))
)

select
    counted.item_id,
    item.item,
    item.code as item_code,
    item.ven,
    counted.region,
    counted.is_network,
    counted.stores_offering,
    counted.stores_fresh,
    100.0::double * counted.stores_fresh / counted.stores_offering as coverage_pct,
    counted.stores_out,
    100.0::double * counted.stores_out / nullif(counted.stores_fresh, 0) as stockout_rate_usable_pct,
    100.0::double * counted.stores_out_total / nullif(counted.stores_fresh, 0)
        as stockout_rate_total_pct,
    100.0::double - 100.0::double * counted.stores_out / nullif(counted.stores_fresh, 0)
        as availability_pct,
    counted.stores_out_list,
    counted.no_recent_data
from counted
left join {{ ref('dim_item') }} as item on counted.item_id = item.item_id
