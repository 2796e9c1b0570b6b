{#
What a line says when it begins a transfer, and when it answers one. A blank or zero pack size
counts as 1 (D9). `trans_line`: where lines of transactions are read.
#}
{% macro document_lines(trans_line) -%}
select
    'transact' as table_name,
    transaction_id as document_id,
    'trans_line' as line_table,
    movement_id as line_id,
    line_number,
    item_id,
    batch,
    expiry_on,
    coalesce(nullif(pack_size, 0), 1) as pack_size,
    packs as packs_begun,
    packs as packs_answered,
    packs * sell_price as value_begun,
    packs * cost_price as value_answered,
    coalesce(line_type, '') not in ('placeholder', 'service') as is_stock,
    coalesce(line_type, '') = 'placeholder' as is_placeholder
from {{ trans_line }}
union all
select
    'requisition' as table_name,
    requisition_id as document_id,
    'requisition_line' as line_table,
    line_id,
    line_number,
    item_id,
    cast(null as varchar) as batch,
    cast(null as date) as expiry_on,
    1 as pack_size,
    ordered_units as packs_begun,
    supplied_units as packs_answered,
    null as value_begun,
    null as value_answered,
    false as is_stock,
    false as is_placeholder
from {{ ref('stg_requisition_line') }}
union all
select
    'purchase_order' as table_name,
    purchase_order_id as document_id,
    'purchase_order_line' as line_table,
    line_id,
    line_number,
    item_id,
    cast(null as varchar) as batch,
    cast(null as date) as expiry_on,
    coalesce(nullif(pack_size, 0), 1) as pack_size,
    ordered_units / coalesce(nullif(pack_size, 0), 1) as packs_begun,
    null as packs_answered,
    null as value_begun,
    null as value_answered,
    false as is_stock,
    false as is_placeholder
from {{ ref('stg_purchase_order_line') }}
union all
select
    'Goods_received' as table_name,
    goods_received_id as document_id,
    'Goods_received_line' as line_table,
    line_id,
    line_number,
    item_id,
    batch,
    expiry_on,
    coalesce(nullif(pack_size, 0), 1) as pack_size,
    null as packs_begun,
    packs as packs_answered,
    null as value_begun,
    packs * cost_price as value_answered,
    true as is_stock,
    false as is_placeholder
from {{ ref('stg_goods_received_line') }}
{%- endmacro %}
