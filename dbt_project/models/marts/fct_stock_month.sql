{{ stepwise('pair', 'store_id, item_id') }}

select
    store_id,
    item_id,
    cast(date_trunc('month', day) as date) as month,
    arg_min(closing_units - net_units, day) as opening_units,
    sum(received) as received,
    sum(issued_to_patients) as issued_to_patients,
    sum(issued_to_stores) as issued_to_stores,
    sum(issued_to_others) as issued_to_others,
    sum(returned_by_customers) as returned_by_customers,
    sum(returned_to_suppliers) as returned_to_suppliers,
    sum(gained) as gained,
    sum(lost) as lost,
    sum(repacked) as repacked,
    arg_max(closing_units, day) as closing_units
from {{ ref('fct_stock_day') }}
where {{ touched('pair', 'store_id, item_id') }}
group by all
{{ at_first_by('all') }}
