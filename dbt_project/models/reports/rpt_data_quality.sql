{{ config(alias='data_quality') }}

-- One list of everything that makes figures doubtful; a check finds records, never changes them.
with stock as (
    select * from {{ ref('fct_stock') }} where units <> 0 or packs <> 0
),

receipt as (
    select
        stock_line_id,
        min(moved_on) as received_on
    from {{ ref('fct_stock_movement') }}
    where kind = 'receipt'
    group by stock_line_id
),

found as (
    select
        flag as check_name, store_id, item_id, 'item_line' as table_name,
        stock_line_id as record_id, difference_units as units
    from {{ ref('rpt_data_quality_stock') }}
    union all
    select flag, store_id, null, table_name, record_id, null
    from {{ ref('rpt_data_quality_transfer') }}
    union all
    select 'phantom_stock', store_id, item_id, 'item_line', stock_line_id, units
    from {{ ref('rpt_phantom_stock') }}
    where flag = 'phantom'
    union all
    select 'pack_size_zero', store_id, item_id, 'item_line', stock_line_id, units
    from stock where coalesce(pack_size, 0) <= 0
    union all
    select 'price_missing', store_id, item_id, 'item_line', stock_line_id, units
    from stock where units > 0 and coalesce(cost_price, 0) = 0
    union all
    select 'price_negative', store_id, item_id, 'item_line', stock_line_id, units
    from stock where cost_price < 0
    union all
    select 'expiry_missing', stock.store_id, stock.item_id, 'item_line', stock_line_id, units
    from stock where units > 0 and expiry_on is null
    union all
    select 'expired_when_received', stock.store_id, stock.item_id, 'item_line', stock_line_id, units
    from stock
    inner join receipt using (stock_line_id)
    where stock.expiry_on < receipt.received_on
    union all
    select 'date_in_future', store_id, item_id, 'trans_line', movement_id, units
    from {{ ref('fct_stock_movement') }}
    where moved_on > cast({{ var('now') }} as date) + 1
    union all
    select 'date_missing', store_id, item_id, 'trans_line', movement_id, units
    from {{ ref('fct_stock_movement') }}
    where is_date_imputed
    union all
    select 'unnumbered', to_store_id, null, responding_table, responding_id, units_sent
    from {{ ref('rpt_transfer_reconciliation') }}
    where is_unacknowledged and is_overdue
)

select
    found.check_name,
    found.table_name,
    found.record_id,
    found.store_id,
    store.store,
    found.item_id,
    item.item,
    found.units,
    store.complete_through,
    store.freshness
from found
left join {{ ref('dim_store') }} as store on found.store_id = store.store_id
left join {{ ref('dim_item') }} as item on found.item_id = item.item_id
