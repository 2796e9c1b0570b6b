{{ stepwise('transfer', 'initiating_table, initiating_id') }}
-- depends_on: {{ ref('int_document_line') }}
-- depends_on: {{ ref('stg_goods_received_line') }}
-- depends_on: {{ ref('stg_purchase_order_line') }}
-- depends_on: {{ ref('stg_requisition_line') }}

with line as (
    {% if is_step() -%}
    {{ document_lines(transaction_lines()) }}
    {%- else -%}
    select * from {{ ref('int_document_line') }}
    {%- endif %}
),

half as (
    select
        initiating_table,
        initiating_id,
        is_stock,
        is_open,
        is_received_beside,
        state,
        initiating_table as table_name,
        initiating_id as document_id,
        true as is_initiating
    from {{ ref('fct_transfer') }}
    where {{ touched('transfer', 'initiating_table, initiating_id') }}
    union all
    select
        initiating_table,
        initiating_id,
        is_stock,
        is_open,
        is_received_beside,
        state,
        responding_table as table_name,
        responding_id as document_id,
        false as is_initiating
    from {{ ref('fct_transfer') }}
    where responding_id is not null and {{ touched('transfer', 'initiating_table, initiating_id') }}
)

select
    half.initiating_table,
    half.initiating_id,
    half.is_initiating,
    line.line_id,
    case when half.is_initiating then {{ made_id("line.line_table || ':' || line.line_id") }} end
        as answer_id,
    line.line_number,
    line.item_id,
    line.batch,
    line.expiry_on,
    line.pack_size,
    case when half.is_initiating then line.packs_begun else line.packs_answered end as packs,
    case when half.is_stock and line.is_stock
        then case when half.is_initiating then line.value_begun else line.value_answered end
    end as value,
    half.is_stock and line.is_stock as is_stock,
    half.is_stock and line.is_stock and half.is_open as is_in_transit,
    half.is_stock and line.is_stock and not half.is_open and not half.is_received_beside
    and half.state <> 'cancelled' as is_received
from half
inner join line
    on half.table_name = line.table_name and half.document_id = line.document_id
-- a placeholder promises, it sends nothing
where not (half.is_initiating and coalesce(line.is_placeholder, false))
