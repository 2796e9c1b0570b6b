{{ stepwise('order', 'order_id') }}

-- A document of an order says what the order's row is made from: when it changes, so does the row.
with answer as (
    select * from {{ ref('stg_requisition') }}
    where requisition_type = 'response' and {{ touched('order', 'requisition_id') }}
),

invoice as (
    select
        requisition_id as order_id,
        transaction_id
    from {{ transactions() }}
    where
        transaction_type = 'ci' and transaction_status in ('cn', 'fn') and requisition_id is not null
        and {{ touched('order', 'requisition_id') }}
)

select
    requisition_id as order_id,
    'requisition' as table_name,
    linked_requisition_id as document_id,
    'request' as kind,
    cast(null as varchar) as invoice_id
from answer
where linked_requisition_id is not null
union all
select order_id, 'transact', transaction_id, 'invoice', transaction_id from invoice
union all
select invoice.order_id, 'transact', receipt.transaction_id, 'receipt', invoice.transaction_id
from {{ transactions() }} as receipt
inner join invoice on receipt.linked_transaction_id = invoice.transaction_id
where receipt.transaction_type = 'si' and receipt.transaction_status in ('cn', 'fn')
