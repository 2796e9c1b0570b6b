{{ config(alias='data_quality_stock') }}

{% set tolerance = var('units_tolerance') %}

with ledger as (
    select
        *,
        balance_units - ledger_units as difference_units,
        movements = 0 and abs(initial_units) <= {{ tolerance }} as has_no_history
    from {{ ref('fct_stock_line_ledger') }}
),

flagged as (
    select ledger.*, 'balance_mismatch' as flag from ledger
    where abs(difference_units) > {{ tolerance }} and not has_no_history
    union all
    select ledger.*, 'orphan_stock' as flag from ledger
    where abs(difference_units) > {{ tolerance }} and has_no_history
    union all
    select ledger.*, 'negative_running_balance' as flag from ledger
    where lowest_units < -{{ tolerance }}
    union all
    select ledger.*, 'available_mismatch' as flag from ledger
    where abs(available_units + allocated_units - balance_units) > {{ tolerance }}
    union all
    select ledger.*, 'negative_stock' as flag from ledger
    where balance_units < -{{ tolerance }}
)

select
    flagged.stock_line_id,
    flagged.store_id,
    store.store,
    flagged.item_id,
    item.item,
    flagged.balance_units,
    flagged.ledger_units,
    flagged.difference_units,
    flagged.available_units,
    flagged.allocated_units,
    flagged.flag,
    store.complete_through,
    store.freshness
from flagged
inner join {{ ref('dim_store') }} as store on flagged.store_id = store.store_id
left join {{ ref('dim_item') }} as item on flagged.item_id = item.item_id
