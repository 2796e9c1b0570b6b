{{ config(alias='network_headline') }}

-- A store that is silent adds nothing; how much of the picture is missing stands beside the sum.
with stock as (
    select
        store_id,
        sum(value) as value
    from {{ ref('fct_stock_on_hand') }}
    group by store_id
),

usage as (
    select
        store_id,
        sum(issued_units) as issued_units
    from {{ ref('fct_item_usage') }}
    group by store_id
)

select
    case when grouping(store.region) = 0 then coalesce(store.region, 'No region') else 'All regions' end
        as region,
    grouping(store.region) = 1 as is_network,
    count(*) as stores,
    count(*) filter (store.freshness = 'fresh') as stores_fresh,
    count(*) filter (store.freshness = 'stale') as stores_stale,
    count(*) filter (store.freshness in ('never', 'not_synced')) as stores_unknown,
    coalesce(sum(stock.value), 0) as value,
    coalesce(sum(stock.value) filter (store.freshness = 'fresh'), 0) as fresh_value,
    coalesce(sum(stock.value) filter (store.freshness = 'fresh'), 0) / nullif(sum(stock.value), 0)
        as share_fresh_value,
    coalesce(sum(usage.issued_units) filter (store.freshness = 'fresh'), 0)
    / nullif(sum(usage.issued_units), 0) as share_fresh_use,
    string_agg(store.store, ', ' order by store.store) filter (store.freshness <> 'fresh')
        as silent_stores,
    min(store.complete_through) as complete_through
from {{ ref('dim_store') }} as store
left join stock on store.store_id = stock.store_id
left join usage on store.store_id = usage.store_id
group by grouping sets ((), (store.region))
