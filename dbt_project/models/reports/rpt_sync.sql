{{ config(alias='sync') }}

with active as (
    select
        relation.store_id,
        coalesce(store.store, relation.store_id) as store,
        relation.site_id
    from {{ ref('stg_store_relation') }} as relation
    left join {{ ref('int_store') }} as store on relation.store_id = store.store_id
    where relation.relation = 'active'
),

status as (
    select
        *,
        date_sub('day', last_contact_at, {{ var('now') }}) as days_since,
        -- Three rises in a row, up to today.
        waiting_out_7d[4] < waiting_out_7d[5] and waiting_out_7d[5] < waiting_out_7d[6]
        and waiting_out_7d[6] < waiting_out_7d[7] as is_growing
    from {{ ref('stg_site_status') }}
)

select
    active.store_id,
    active.store,
    status.site_id,
    status.site,
    status.kind,
    status.last_contact_at,
    status.days_since,
    status.is_stale,
    case
        when status.last_contact_at is null then 'never connected'
        when status.is_stale then 'stale: last connected ' || status.days_since || ' days ago'
        when status.days_since >= {{ var('amber_after_days') }}
            then 'quiet: last connected ' || status.days_since || ' days ago'
        when status.days_since < 1 then 'fresh: connected within a day'
        when status.days_since = 1 then 'fresh: last connected 1 day ago'
        else 'fresh: last connected ' || status.days_since || ' days ago'
    end as freshness_in_words,
    status.waiting_in,
    status.waiting_out,
    status.waiting_out_7d,
    coalesce(status.is_growing, false) as is_growing,
    case
        when not coalesce(status.is_growing, false) then null
        when status.last_contact_at is null
            then 'the site has never connected: check its settings and its password'
        when status.days_since >= {{ var('amber_after_days') }}
            then 'the site does not connect: check its internet, and that mSupply runs there'
        when status.waiting_at_site > 0
            then 'the site connects and does not finish: it pushes first, so its pull is cut off'
        else 'more changes arrive for the site than it fetches: let it sync more often or longer'
    end as advice,
    status.waiting_at_site,
    status.version,
    status.complete_through
from status
left join active on status.site_id = active.site_id
