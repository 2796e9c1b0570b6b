{{ config(materialized='view') }}

with spell as (
    select
        outage.store_id,
        outage.item_id,
        outage.out_from,
        least(coalesce(outage.out_until, store.complete_through_on), store.complete_through_on)
            as out_until
    from {{ ref('fct_stock_out') }} as outage
    inner join {{ ref('int_store') }} as store on outage.store_id = store.store_id
    where store.complete_through_on is not null
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
)

select
    store_id,
    item_id,
    cast(month as date) as month,
    cast(sum({{ days_within('out_from', 'out_until', 'cast(month as date)', 'last_day(month)') }}) as bigint)
        as days_out
from monthly
group by all
