{{ stepwise('pair', 'store_id, item_id') }}

select
    store_id,
    item_id,
    cast(date_trunc('month', moved_on) as date) as month,
    sum(-units) as units,
    coalesce(sum(-units) filter (kind = 'issue_to_patient'), 0) as issued_to_patients,
    coalesce(sum(-units) filter (kind = 'issue_to_store'), 0) as issued_to_stores,
    coalesce(sum(-units) filter (kind = 'issue_to_other'), 0) as issued_to_others
from {{ ref('fct_stock_movement') }}
where
    kind in ('issue_to_patient', 'issue_to_store', 'issue_to_other')
    and {{ touched('pair', 'store_id, item_id') }}
group by all
