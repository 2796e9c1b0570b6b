{{ config(alias='edit_audit') }}

-- Of movements that were in the figures already, and of those dated long before they were written.
select
    restated.movement_id,
    restated.restated_at,
    case when restated.cause = 'arrived' then 'backdated' else restated.cause end as cause,
    restated.transaction_id,
    store.store_id,
    store.store,
    restated.item_id,
    item.item,
    item.code as item_code,
    restated.moved_on_before,
    restated.moved_on,
    restated.units_before,
    restated.units,
    restated.cost_price_before,
    restated.cost_price,
    restated.written_at,
    restated.site_id,
    site.site,
    entered_by.user_name as user_name,
    store.complete_through,
    store.freshness
from {{ ref('int_restatement') }} as restated
inner join {{ ref('dim_store') }} as store on restated.store_id = store.store_id
left join {{ ref('dim_item') }} as item on restated.item_id = item.item_id
left join {{ ref('dim_site') }} as site on restated.site_id = site.site_id
left join {{ ref('stg_user') }} as entered_by on restated.user_id = entered_by.user_id
where
    restated.cause <> 'arrived'
    or restated.written_at >= restated.moved_on + interval {{ var('backdated_days') + 1 }} day
