{{ config(alias='amc_definitions') }}

-- The same item by every definition that people use, side by side.
with defined as (
    select * from {{ ref('int_amc_window') }}
    union all
    select * from {{ ref('int_amc_months') }}
    union all
    select * from {{ ref('int_amc_ever') }}
)

select
    store.store_id,
    store.store,
    defined.item_id,
    item.item,
    item.code as item_code,
    defined.definition,
    defined.amc,
    defined.window_start,
    defined.window_end,
    defined.units,
    defined.days_out,
    defined.includes_transfers,
    defined.reason,
    store.complete_through,
    store.freshness
from defined
inner join {{ ref('dim_store') }} as store on defined.store_id = store.store_id
left join {{ ref('dim_item') }} as item on defined.item_id = item.item_id
where store.has_figures
