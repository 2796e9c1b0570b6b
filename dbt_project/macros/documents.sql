{# Documents that transfers are between, from where transactions are read. #}
{% macro documents(transact) -%}
select
    'transact' as table_name,
    transaction_id as document_id,
    store_id,
    transaction_type as document_type,
    transaction_status as status,
    reference,
    case when mode is distinct from 'dispensary' then comment end as comment,
    is_on_hold,
    entered_on,
    confirmed_on,
    finalised_on,
    case
        when transaction_type = 'ci' and linked_order_id is not null then 'purchase_order'
        when transaction_type in ('si', 'cc') then 'transact'
    end as answers_table,
    case
        when transaction_type = 'ci' then linked_order_id
        when transaction_type in ('si', 'cc') then linked_transaction_id
    end as answers_id
from {{ transact }}
union all
select
    'requisition' as table_name,
    requisition_id as document_id,
    store_id,
    requisition_type as document_type,
    requisition_status as status,
    reference,
    comment,
    false as is_on_hold,
    entered_on,
    cast(null as date) as confirmed_on,
    cast(null as date) as finalised_on,
    case when requisition_type = 'response' then 'requisition' end as answers_table,
    case when requisition_type = 'response' then linked_requisition_id end as answers_id
from {{ ref('stg_requisition') }}
union all
select
    'purchase_order' as table_name,
    purchase_order_id as document_id,
    store_id,
    cast(null as varchar) as document_type,
    order_status as status,
    reference,
    comment,
    false as is_on_hold,
    entered_on,
    confirmed_on,
    cast(null as date) as finalised_on,
    cast(null as varchar) as answers_table,
    cast(null as varchar) as answers_id
from {{ ref('stg_purchase_order') }}
union all
select
    'Goods_received' as table_name,
    goods_received_id as document_id,
    store_id,
    cast(null as varchar) as document_type,
    goods_received_status as status,
    reference,
    comment,
    false as is_on_hold,
    entered_on,
    received_on as confirmed_on,
    finalised_on,
    'transact' as answers_table,
    linked_transaction_id as answers_id
from {{ ref('stg_goods_received') }}
{%- endmacro %}
