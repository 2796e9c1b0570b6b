{{ config(alias='expiry_plan') }}

-- What a store will not use before it expires, and which stores could: each for as much as it uses
-- until the first of those batches expires, beyond what it has. What expires within a month is too
-- late to move.
with losing as (
    select
        expiry.*,
        store.region
    from {{ ref('rpt_expiry') }} as expiry
    inner join {{ ref('dim_store') }} as store on expiry.store_id = store.store_id
    where expiry.loss_units >= 1 and expiry.days_left > {{ var('days_in_month') }}
        and not expiry.is_on_hold and store.freshness = 'fresh'
),

gives as (
    select
        store_id,
        item_id,
        cast(null as varchar) as region,
        floor(sum(loss_units)) as units,
        min(days_left) as priority
    from losing
    group by all
),

soonest as (
    select
        item_id,
        min(days_left) as days_left
    from losing
    group by item_id
),

takes as (
    select
        status.store_id,
        status.item_id,
        cast(null as varchar) as region,
        floor(
            soonest.days_left * status.amc / {{ var('days_in_month') }}
            - status.usable_units - status.units_in_transit
        ) as units,
        status.months_of_stock as priority
    from {{ ref('rpt_stock_status') }} as status
    inner join soonest on status.item_id = soonest.item_id
    where status.freshness = 'fresh' and status.amc > 0
),

{{ handed_on() }},

lost as (
    select
        store_id,
        item_id,
        min(expiry_on) as first_expiry_on,
        sum(loss_units) as loss_units,
        sum(loss_value) as loss_value
    from losing
    group by all
)

select
    lost.store_id as from_store_id,
    giver.store as from_store,
    giver.region as from_region,
    lost.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    lost.first_expiry_on,
    lost.loss_units,
    lost.loss_value,
    handed_on.to_store_id,
    taker.store as to_store,
    taker.region as to_region,
    handed_on.units,
    handed_on.units * lost.loss_value / lost.loss_units as value,
    giver.complete_through,
    giver.freshness
from lost
inner join {{ ref('dim_store') }} as giver on lost.store_id = giver.store_id
left join handed_on on lost.store_id = handed_on.from_store_id and lost.item_id = handed_on.item_id
left join {{ ref('dim_store') }} as taker on handed_on.to_store_id = taker.store_id
left join {{ ref('dim_item') }} as item on lost.item_id = item.item_id
