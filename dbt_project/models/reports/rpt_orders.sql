{{ config(alias='orders') }}

select
    fact.order_id,
    store.store_id,
    store.store,
    fact.customer_store_id,
    fact.customer,
    fact.ordered_on,
    fact.shipped_on,
    fact.received_on,
    fact.received_on is null as is_open,
    case when fact.received_on is null then cast({{ var('now') }} as date) - fact.ordered_on end as age_days,
    fact.shipped_on - fact.ordered_on as order_to_ship_days,
    fact.received_on - fact.shipped_on as in_transit_days,
    fact.received_on - fact.ordered_on as lead_time_days,
    fact.received_on - fact.ordered_on <= {{ var('lead_time_days') }} as is_on_time,
    fact.lines,
    fact.lines_supplied,
    fact.lines_full,
    fact.lines = fact.lines_full as is_complete,
    fact.received_on - fact.ordered_on <= {{ var('lead_time_days') }} and fact.lines = fact.lines_full
        as is_on_time_in_full,
    fact.requested_units,
    fact.supplied_units,
    fact.capped_units,
    store.complete_through,
    store.freshness
from {{ ref('fct_order') }} as fact
inner join {{ ref('dim_store') }} as store on fact.store_id = store.store_id
where store.has_figures
