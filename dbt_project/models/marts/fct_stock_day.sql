{{ stepwise('pair', 'store_id, item_id') }}

-- The balance walks back from what is on the shelf today, so that it always ends there.
with moved as (
    select
        store_id,
        item_id,
        moved_on as day,
        coalesce(sum(units) filter (kind = 'receipt'), 0) as received,
        coalesce(sum(-units) filter (kind = 'issue_to_patient'), 0) as issued_to_patients,
        coalesce(sum(-units) filter (kind = 'issue_to_store'), 0) as issued_to_stores,
        coalesce(sum(-units) filter (kind = 'issue_to_other'), 0) as issued_to_others,
        coalesce(sum(units) filter (kind = 'customer_return'), 0) as returned_by_customers,
        coalesce(sum(-units) filter (kind = 'supplier_return'), 0) as returned_to_suppliers,
        coalesce(sum(units) filter (kind = 'adjustment' and units > 0), 0) as gained,
        coalesce(sum(-units) filter (kind = 'adjustment' and units < 0), 0) as lost,
        coalesce(sum(units) filter (kind = 'repack'), 0) as repacked,
        sum(units) as net_units
    from {{ ref('fct_stock_movement') }}
    where item_id is not null and {{ touched('pair', 'store_id, item_id') }}
    group by all
),

shelf as (
    select
        store_id,
        item_id,
        sum(units) as units
    from {{ ref('fct_stock') }}
    where {{ touched('pair', 'store_id, item_id') }}
    group by all
)

select
    moved.*,
    coalesce(shelf.units, 0) - coalesce(
        sum(moved.net_units) over (
            partition by moved.store_id, moved.item_id
            order by moved.day
            rows between 1 following and unbounded following
        ), 0
    ) as closing_units
from moved
left join shelf on moved.store_id = shelf.store_id and moved.item_id = shelf.item_id
{{ at_first_by('moved.store_id, moved.item_id, moved.day') }}
