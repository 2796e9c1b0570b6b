{{ config(alias='redistribution') }}

-- Within a region, what is above the maximum of one store and below the minimum of another. Only
-- stores whose data is fresh give or take.
with status as (
    select
        status.*,
        store.region
    from {{ ref('rpt_stock_status') }} as status
    inner join {{ ref('dim_store') }} as store on status.store_id = store.store_id
    where store.freshness = 'fresh' and status.item_id is not null
),

gives as (
    select
        store_id,
        item_id,
        region,
        floor(least(usable_units - {{ var('max_months') }} * amc, available_units)) as units,
        -months_of_stock as priority
    from status
    where band = 'overstocked'
),

takes as (
    select
        store_id,
        item_id,
        region,
        ceil({{ var('max_months') }} * amc - units - units_in_transit) as units,
        months_of_stock as priority
    from status
    where band in ('stocked_out', 'understocked')
),

{{ handed_on() }}

select
    handed_on.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    item.ven,
    handed_on.region,
    handed_on.from_store_id,
    giver.store as from_store,
    handed_on.spare_units,
    giver.months_of_stock as from_months_of_stock,
    handed_on.to_store_id,
    taker.store as to_store,
    handed_on.needed_units,
    taker.months_of_stock as to_months_of_stock,
    handed_on.units,
    least(giver.complete_through, taker.complete_through) as complete_through,
    'fresh' as freshness
from handed_on
inner join status as giver
    on handed_on.from_store_id = giver.store_id and handed_on.item_id = giver.item_id
inner join status as taker
    on handed_on.to_store_id = taker.store_id and handed_on.item_id = taker.item_id
left join {{ ref('dim_item') }} as item on handed_on.item_id = item.item_id
