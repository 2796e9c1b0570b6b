{{ config(materialized='view') }}

with version as (
    {{ versions(ref('stg_trans_line_change'), 'movement_id', [
        'transaction_id', 'item_id', 'line_type', 'packs', 'pack_size', 'cost_price'
    ]) }}
)

select
    movement_id,
    transaction_id,
    item_id,
    {{ moved_packs('lower(line_type)', 'try_cast(packs as double)') }} as packs,
    {{ moved_packs('lower(line_type)', 'try_cast(packs as double)') }} * try_cast(pack_size as double)
        as units,
    try_cast(cost_price as double) as cost_price,
    site_id,
    is_deletion,
    written_at,
    known_from,
    case when next_at is not null then greatest(next_at, known_from) end as known_until
from version
