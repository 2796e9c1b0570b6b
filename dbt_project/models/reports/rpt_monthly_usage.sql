{{ config(alias='monthly_usage') }}

select
    store.store_id,
    store.store,
    usage.item_id,
    item.item,
    item.code as item_code,
    item.unit,
    usage.month,
    usage.issued_to_patients,
    usage.issued_to_stores,
    usage.issued_to_others,
    usage.units,
    usage.is_complete,
    store.complete_through,
    store.freshness
from {{ ref('fct_monthly_usage') }} as usage
inner join {{ ref('dim_store') }} as store on usage.store_id = store.store_id
left join {{ ref('dim_item') }} as item on usage.item_id = item.item_id
