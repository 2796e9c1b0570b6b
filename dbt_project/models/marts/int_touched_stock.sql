{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

-- Stock lines and pairs of store and item that touched lines and stock lines are of, or were.
{% set built = as_built('fct_stock_movement') %}
with line as (
    select
        line.stock_line_id,
        document.store_id,
        line.item_id
    from {{ ref('int_touched_line') }} as line
    inner join {{ ref('int_touched_transaction') }} as document using (transaction_id)
    {%- if built %}
    union
    select stock_line_id, store_id, item_id from {{ built }}
    where transaction_key in (select key from {{ ref('int_touched') }} where kind = 'transaction')
    {%- endif %}
),

stock_line as (
    select id from {{ ref('int_touched') }} where kind = 'stock_line'
    union
    select stock_line_id from line where stock_line_id is not null
),

pair as (
    select store_id, item_id from line
    union
    select store_id, item_id from {{ ref('stg_item_line') }} where stock_line_id in (from stock_line)
    {{ or_as_built('fct_stock', 'store_id, item_id', 'stock_line_id in (from stock_line)') }}
),

found as (
    select 'stock_line' as kind, id as stock_line_id, null as store_id, null as item_id
    from stock_line
    union
    select 'pair', null, store_id, coalesce(item_id, '') from pair
)

select * from found
{% if is_incremental() -%}
except
select * from {{ this }}
{%- endif %}
