-- A movement is known as long as its line and its header say so together.
with joined as (
    select
        line.movement_id,
        line.transaction_id,
        header.store_id,
        line.item_id,
        header.moved_on,
        line.units,
        line.cost_price,
        greatest(line.known_from, header.known_from) as known_from,
        least(line.known_until, header.known_until) as known_until,
        case when line.known_from >= header.known_from then line.site_id else header.site_id end
            as site_id,
        header.user_id,
        greatest(line.written_at, header.written_at) as written_at
    from {{ ref('int_trans_line_version') }} as line
    inner join {{ ref('int_transact_version') }} as header
        on
            line.transaction_id = header.transaction_id
            and line.known_from < coalesce(header.known_until, timestamp 'infinity')
            and header.known_from < coalesce(line.known_until, timestamp 'infinity')
    where
        {{ moves_stock('header.transaction_type', 'header.transaction_status') }}
        and line.units is not null and not line.is_deletion and not header.is_deletion
),

marked as (
    select
        *,
        struct_pack(store_id, item_id, moved_on, units, cost_price) is distinct from lag(
            struct_pack(store_id, item_id, moved_on, units, cost_price)
        ) over same
        or known_from is distinct from lag(known_until) over same as is_new
    from joined
    where known_until is null or known_until > known_from
    window same as (partition by movement_id order by known_from)
),

numbered as (
    select
        *,
        count(*) filter (is_new) over (partition by movement_id order by known_from) as version_no
    from marked
),

merged as (
    select
        movement_id,
        any_value(transaction_id) as transaction_id,
        any_value(store_id) as store_id,
        any_value(item_id) as item_id,
        any_value(moved_on) as moved_on,
        any_value(units) as units,
        any_value(cost_price) as cost_price,
        version_no,
        min(known_from) as known_from,
        case when count(*) = count(known_until) then max(known_until) end as known_until,
        arg_min(site_id, known_from) as site_id,
        arg_min(user_id, known_from) as user_id,
        min(written_at) as written_at
    from numbered
    group by movement_id, version_no
)

select merged.*
from merged
inner join {{ ref('int_store') }} as store on merged.store_id = store.store_id
where store.is_reported and store.is_synced
