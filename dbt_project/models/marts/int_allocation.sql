{{ stepwise('transaction', 'transaction_key') }}

select
    line.movement_id,
    line.stock_line_id,
    line.packs * line.pack_size as units,
    document.transaction_key
from {{ transaction_lines() }} as line
inner join {{ transactions() }} as document on line.transaction_id = document.transaction_id
where
    document.transaction_type = 'ci' and document.transaction_status in ('nw', 'sg')
    and line.line_type = 'stock_out'
