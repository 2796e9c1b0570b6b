{{ stepwise('transaction', 'transaction_key') }}

-- A movement is known as long as its line and its header say so together.
with line_version as (
    {{ line_versions() }}
),

header_version as (
    {{ header_versions() }}
),

line as (
    select
        *,
        {{ moved_packs('lower(line_type)', 'try_cast(packs as double)') }} * try_cast(pack_size as double)
            as units,
        {{ known_until() }} as known_until
    from line_version
    where not is_deletion
),

header as (
    select
        *,
        coalesce(
            try_cast(confirmed_on as date), try_cast(finalised_on as date), try_cast(entered_on as date),
            cast(known_from as date)
        ) as moved_on,
        {{ known_until() }} as known_until
    from header_version
    where not is_deletion and {{ moves_stock('lower(transaction_type)', 'lower(transaction_status)') }}
),

joined as (
    select
        line.movement_id,
        line.transaction_id,
        header.store_id,
        line.item_id,
        header.moved_on,
        line.units,
        try_cast(line.cost_price as double) as cost_price,
        greatest(line.known_from, header.known_from) as known_from,
        least(line.known_until, header.known_until) as known_until,
        case when line.known_from >= header.known_from then line.site_id else header.site_id end
            as site_id,
        nullif(header.user_id, '') as user_id,
        greatest(line.written_at, header.written_at) as written_at
    from line
    inner join header on
            line.transaction_id = header.transaction_id
            and line.known_from < coalesce(header.known_until, timestamp 'infinity')
            and header.known_from < coalesce(line.known_until, timestamp 'infinity')
    where line.units is not null
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

select
    merged.*,
    {{ short_key('merged.transaction_id') }} as transaction_key
from merged
inner join {{ ref('int_store') }} as store on merged.store_id = store.store_id
where store.is_reported and store.is_synced
