{{ config(alias='refused_effect') }}

-- What a store's stock may be off by, because a row was refused or still waits.
with effect as (
    select
        refused.*,
        refused.packs * coalesce(nullif(refused.pack_size, 0), 1) as units_sent,
        case refused.table_name
            when 'item_line' then 'balance'
            when 'trans_line' then 'movement'
        end as concerns
    from {{ ref('stg_undecided_change') }} as refused
),

latest as (
    select *
    from effect
    qualify row_number() over (
        partition by table_name, record_id, site_id order by change_no desc
    ) = 1
)

select
    latest.change_no,
    latest.decision,
    latest.reason,
    latest.site_id,
    site.site,
    store.store_id,
    store.store,
    latest.table_name,
    latest.record_id,
    coalesce(held.item_id, latest.item_id) as item_id,
    item.item,
    latest.received_at as first_seen_at,
    date_diff('day', latest.received_at, {{ var('now') }}) as age_days,
    latest.concerns,
    case latest.concerns
        when 'balance' then latest.units_sent - coalesce(held.units, 0)
        when 'movement' then {{ moved_packs('latest.line_type', 'latest.units_sent') }}
    end as units_off,
    store.complete_through,
    store.freshness
from latest
left join {{ ref('fct_stock') }} as held
    on latest.table_name = 'item_line' and latest.record_id = held.stock_line_id
left join {{ ref('stg_transact') }} as document on latest.transaction_id = document.transaction_id
left join {{ ref('dim_store') }} as store
    on coalesce(latest.store_id, document.store_id, held.store_id) = store.store_id
left join {{ ref('dim_item') }} as item on coalesce(held.item_id, latest.item_id) = item.item_id
left join {{ ref('dim_site') }} as site on latest.site_id = site.site_id
