{{ stepwise('order', 'order_id') }}

-- An order is closed when its goods were received; a customer that is no store of the network says
-- nothing of that, so its order is closed when they were shipped.
with document as (
    select
        held.order_id,
        held.kind,
        held.invoice_id,
        document.confirmed_on,
        document.finalised_on
    from {{ ref('int_order_document') }} as held
    inner join {{ transactions() }} as document
        on held.document_id = document.transaction_id
    where held.table_name = 'transact' and {{ touched('order', 'held.order_id') }}
),

shipment as (
    select
        invoice.order_id,
        min(coalesce(invoice.finalised_on, invoice.confirmed_on)) as shipped_on,
        count(*) as shipments,
        count(receipt.invoice_id) as receipts,
        max(coalesce(receipt.confirmed_on, receipt.finalised_on)) as received_on
    from document as invoice
    left join document as receipt
        on receipt.kind = 'receipt' and receipt.invoice_id = invoice.invoice_id
    where invoice.kind = 'invoice'
    group by all
),

line as (
    select
        order_id,
        count(*) as lines,
        count(*) filter (supplied_units > 0) as lines_supplied,
        count(*) filter (supplied_units >= requested_units) as lines_full,
        sum(requested_units) as requested_units,
        sum(supplied_units) as supplied_units,
        sum(least(supplied_units, requested_units)) as capped_units
    from {{ ref('fct_order_line') }}
    where requested_units > 0 and {{ touched('order', 'order_id') }}
    group by order_id
),

customer as (
    select
        name_id,
        min(store_id) as store_id
    from {{ ref('stg_store') }}
    group by name_id
)

select
    answer.requisition_id as order_id,
    answer.store_id,
    customer.store_id as customer_store_id,
    name.name as customer,
    answer.program_id,
    coalesce(request.entered_on, answer.entered_on) as ordered_on,
    shipment.shipped_on,
    case
        when customer.store_id is null then shipment.shipped_on
        when shipment.receipts = shipment.shipments then shipment.received_on
    end as received_on,
    coalesce(line.lines, 0) as lines,
    coalesce(line.lines_supplied, 0) as lines_supplied,
    coalesce(line.lines_full, 0) as lines_full,
    coalesce(line.requested_units, 0) as requested_units,
    coalesce(line.supplied_units, 0) as supplied_units,
    coalesce(line.capped_units, 0) as capped_units
from {{ ref('stg_requisition') }} as answer
left join {{ ref('stg_requisition') }} as request
    on answer.linked_requisition_id = request.requisition_id
left join shipment on answer.requisition_id = shipment.order_id
left join line on answer.requisition_id = line.order_id
left join {{ ref('stg_name') }} as name
    on answer.other_party_id = name.name_id and name.name_type is distinct from 'patient'
left join customer on name.name_id = customer.name_id
where answer.requisition_type = 'response' and {{ touched('order', 'answer.requisition_id') }}
