{{ config(alias='stock_outs') }}

with known as (
    select
        outage.*,
        {{ days_within('outage.out_from', 'outage.out_until', 'outage.out_from', 'store.complete_through_on') }}
            as days_out,
        outage.out_until is null as is_lasting
    from {{ ref('fct_stock_out') }} as outage
    inner join {{ ref('dim_store') }} as store on outage.store_id = store.store_id
    where store.has_figures
)

select
    store.store_id,
    store.store,
    known.item_id,
    item.item,
    item.code as item_code,
    item.ven,
    known.emptied_on,
    known.out_from,
    known.out_until,
    known.is_lasting,
    known.days_out,
    case
        when known.is_lasting
            then greatest(
                cast({{ var('now') }} as date) - greatest(store.complete_through_on, known.emptied_on), 0
            )
        else 0
    end as days_unknown,
    store.complete_through,
    store.freshness
from known
inner join {{ ref('dim_store') }} as store on known.store_id = store.store_id
left join {{ ref('dim_item') }} as item on known.item_id = item.item_id
