{{ stepwise('order', 'order_id') }}

-- Requested is what the order says; supplied is what was issued for it, else what its answer says.
with answer as (
    select
        requisition.requisition_id as order_id,
        requisition.store_id,
        line.line_id,
        line.item_id,
        coalesce(line.ordered_units, 0) as requested_units,
        line.supplied_units,
        row_number() over (
            partition by requisition.requisition_id, line.item_id order by line.line_id
        ) = 1 as is_first
    from {{ ref('stg_requisition_line') }} as line
    inner join {{ ref('stg_requisition') }} as requisition using (requisition_id)
    where
        requisition.requisition_type = 'response'
        and {{ touched('order', 'requisition.requisition_id') }}
),

issued as (
    select
        document.order_id,
        line.item_id,
        sum(line.packs * coalesce(nullif(line.pack_size, 0), 1)) as units
    from {{ transaction_lines() }} as line
    inner join {{ ref('int_order_document') }} as document
        on line.transaction_id = document.document_id
    where
        document.kind = 'invoice' and line.line_type = 'stock_out'
        and {{ touched('order', 'document.order_id') }}
    group by all
),

invoiced as (
    select distinct order_id from issued
)

select
    answer.order_id,
    answer.line_id,
    answer.item_id,
    answer.requested_units,
    cast(case
        when invoiced.order_id is null then coalesce(answer.supplied_units, 0)
        when answer.is_first then coalesce(issued.units, 0)
        else 0
    end as double) as supplied_units
from answer
left join invoiced on answer.order_id = invoiced.order_id
left join issued on answer.order_id = issued.order_id and answer.item_id = issued.item_id
