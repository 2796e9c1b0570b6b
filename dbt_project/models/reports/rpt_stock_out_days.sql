{{ config(alias='stock_out_days') }}

with spell as (
    select
        outage.store_id,
        outage.item_id,
        outage.out_from,
        least(coalesce(outage.out_until, store.complete_through_on), store.complete_through_on)
            as out_until
    from {{ ref('fct_stock_out') }} as outage
    inner join {{ ref('dim_store') }} as store on outage.store_id = store.store_id
    where store.has_figures
),

monthly as (
    select
        store_id,
        item_id,
        unnest(
            generate_series(date_trunc('month', out_from), cast(out_until as timestamp), interval 1 month)
        ) as month,
        out_from,
        out_until
    from spell
    where out_from <= out_until
),

counted as (
    select
        store_id,
        item_id,
        cast(month as date) as month,
        sum({{ days_within('out_from', 'out_until', 'cast(month as date)', 'last_day(month)') }}) as days_out
    from monthly
    group by all
)

select
    store.store_id,
    store.store,
    counted.item_id,
    item.item,
    item.code as item_code,
    item.ven,
    counted.month,
    cast(counted.days_out as bigint) as days_out,
    extract('day' from last_day(counted.month)) as days_in_month,
    greatest(last_day(counted.month) - greatest(store.complete_through_on, counted.month - 1), 0)
        as days_unknown,
    store.complete_through,
    store.freshness
from counted
inner join {{ ref('dim_store') }} as store on counted.store_id = store.store_id
left join {{ ref('dim_item') }} as item on counted.item_id = item.item_id
