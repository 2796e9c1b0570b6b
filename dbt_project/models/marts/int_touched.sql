{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

-- depends_on: {{ ref('int_world') }}
{% set built = as_built('int_built') %}
-- What has to be made again since the last whole build; all of it where the world has changed.
with since as (
    {% if built -%}
    select
        built.cycle_no,
        built.world is distinct from world.world as is_all
    from {{ built }} as built
    cross join {{ ref('int_world') }} as world
    {%- else -%}
    select 0 as cycle_no, true as is_all
    {%- endif %}
),

changed as (
    select distinct change.table_name, change.record_id
    from {{ ref('stg_change') }} as change
    cross join since
    where since.is_all or change.decided_at in (
        select ran_at from {{ ref('stg_cycle') }} where cycle_no > since.cycle_no
    )
),

known as (
    {{ and_as_built(
        ref('stg_trans_line'), 'fct_stock_movement',
        'transaction_id, movement_id, stock_line_id, item_id'
    ) }}
),

document as (
    {{ and_as_built(
        ref('stg_transact'), 'fct_stock_movement', 'transaction_id, store_id, other_party_id'
    ) }}
),

transaction as (
    select record_id as id from changed where table_name = 'transact'
    union
    select known.transaction_id from known
    inner join changed on changed.table_name = 'trans_line' and known.movement_id = changed.record_id
    union
    select document.transaction_id from document
    inner join changed on changed.table_name = 'name' and document.other_party_id = changed.record_id
    union
    select document.transaction_id from document
    cross join since
    where since.is_all
),

line as (
    select distinct known.*
    from known
    inner join transaction on known.transaction_id = transaction.id
),

shelf as (
    {{ and_as_built(ref('stg_item_line'), 'fct_stock', 'stock_line_id, store_id, item_id') }}
),

stock_line as (
    select record_id as id from changed where table_name = 'item_line'
    union
    select stock_line_id from line
    union
    select shelf.stock_line_id from shelf
    cross join since
    where since.is_all
),

pair as (
    select document.store_id, line.item_id
    from line
    inner join document on line.transaction_id = document.transaction_id
    union
    select shelf.store_id, shelf.item_id
    from shelf
    inner join stock_line on shelf.stock_line_id = stock_line.id
),

found as (
    select 'transaction' as kind, id, null as store_id, null as item_id from transaction
    union
    select 'movement', movement_id, null, null from line
    union
    select 'movement', record_id, null, null from changed where table_name = 'trans_line'
    union
    select 'stock_line', id, null, null from stock_line where id is not null
    union
    select 'pair', null, store_id, coalesce(item_id, '') from pair
)

select * from found
{% if is_incremental() -%}
except
select * from {{ this }}
{%- endif %}
