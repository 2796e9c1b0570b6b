{{ config(alias='expiry') }}

select
    expiry.stock_line_id,
    store.store_id,
    store.store,
    expiry.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    item.ven,
    expiry.batch,
    expiry.expiry_on,
    expiry.days_left,
    {{ expiry_band('expiry.expiry_on') }} as band,
    expiry.units,
    expiry.value,
    expiry.is_on_hold,
    expiry.daily_units * {{ var('days_in_month') }} as amc,
    round(expiry.loss_by_line_units) as loss_by_line_units,
    expiry.loss_units,
    expiry.loss_units * expiry.value / expiry.units as loss_value,
    donor.name as donor,
    store.complete_through,
    store.freshness
from {{ ref('int_expiry') }} as expiry
inner join {{ ref('dim_store') }} as store on expiry.store_id = store.store_id
left join {{ ref('dim_item') }} as item on expiry.item_id = item.item_id
left join {{ ref('stg_name') }} as donor on expiry.donor_id = donor.name_id
where store.has_figures
