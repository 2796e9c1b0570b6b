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
        date_sub('day', last_contact_at, {{ var('now') }}) as days_since
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
    status.complete_through
from status
left join active on status.site_id = active.site_id
