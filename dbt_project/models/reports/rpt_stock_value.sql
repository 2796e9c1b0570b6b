{{ config(alias='stock_value') }}

with stock as (
    select
        store_id,
        sum(value) as value,
        sum(negative_value) as negative_value,
        cast(sum(lines) as bigint) as lines
    from {{ ref('fct_stock_on_hand') }}
    group by store_id
)

select
    store.store_id,
    store.store,
    case when store.has_figures then coalesce(stock.value, 0) end as value,
    case when store.has_figures then coalesce(stock.negative_value, 0) end as negative_value,
    case
        when store.freshness = 'fresh' then coalesce(stock.value, 0)
        when store.has_figures then 0
    end as fresh_value,
    case
        when store.freshness = 'fresh' then 1.0::double
        when store.has_figures then 0.0::double
    end as share_fresh,
    case when store.has_figures then coalesce(stock.lines, 0) end as lines,
    store.complete_through,
    store.freshness
from {{ ref('dim_store') }} as store
left join stock on store.store_id = stock.store_id
