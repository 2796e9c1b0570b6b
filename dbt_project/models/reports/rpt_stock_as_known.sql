{{ config(alias='stock_as_known') }}

-- Stock on day D as known on K: add the units of what moved by D and was known at K, that is
-- `moved_on <= D and known_from <= K and (known_until > K or known_until is null)`.
select
    version.movement_id,
    version.version_no,
    version.transaction_id,
    store.store_id,
    store.store,
    version.item_id,
    item.item,
    item.code as item_code,
    version.moved_on,
    version.units,
    version.known_from,
    version.known_until,
    date_diff('day', version.moved_on, cast(version.known_from as date)) as lag_days,
    version.site_id,
    store.complete_through,
    store.freshness
from (
    select * exclude (transaction_key) from {{ ref('fct_stock_movement_version') }}
    union all
    select
        stock_line_id, stock_line_id, store_id, item_id, date '1900-01-01', initial_units,
        null, 1, timestamp '1900-01-01', null, null, null, null
    from {{ ref('fct_stock') }}
    where initial_units <> 0
) as version
inner join {{ ref('dim_store') }} as store on version.store_id = store.store_id
left join {{ ref('dim_item') }} as item on version.item_id = item.item_id
