{{ for_this_step() }}

-- depends_on: {{ ref('int_world') }}
-- depends_on: {{ ref('stg_cycle') }}
-- depends_on: {{ ref('stg_transact') }}
-- depends_on: {{ ref('stg_trans_line') }}
-- depends_on: {{ ref('int_trans_line_change') }}
-- Documents that changed themselves, by a line, or by the name of their other party.
with part as (select id from {{ ref('int_changed') }} where {{ is_line() }}),

name as (select id from {{ ref('int_changed') }} where table_name = 'name'),

found as (
    select table_name, id from {{ ref('int_changed') }} where {{ is_document() }}
    {{ or_of_changed_lines() }}
    {%- if is_changed('name') %}
    union
    select 'transact', transaction_id from {{ ref('stg_transact') }} where other_party_id in (from name)
    {%- endif %}
    union
    select 'requisition', requisition_id from {{ ref('stg_requisition') }}
    where other_party_id in (from name)
    union
    select 'requisition', requisition_id from {{ ref('stg_requisition_line') }}
    where line_id in (from part)
    {{ or_as_built('fct_order_line', "'requisition', order_id", 'line_id in (from part)') }}
    union
    select 'purchase_order', purchase_order_id from {{ ref('stg_purchase_order_line') }}
    where line_id in (from part)
    union
    select 'Goods_received', goods_received_id from {{ ref('stg_goods_received_line') }}
    where line_id in (from part)
)

select
    table_name,
    id,
    {{ short_key('id') }} as key
from found
where id is not null
