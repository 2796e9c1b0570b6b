{{ config(materialized='view') }}

select
    store.store_id,
    store.code,
    store.store,
    store.store_mode,
    store.name_id,
    store.region,
    store.province,
    store.latitude,
    store.longitude,
    store.tags,
    store.active_site_id,
    site.site,
    store.include_transactions,
    store.is_synced,
    store.is_synced and store.complete_through is not null as has_figures,
    store.complete_through,
    store.complete_through_on,
    case
        when not store.is_synced then 'not_synced'
        when store.complete_through is null then 'never'
        when coalesce(site.is_stale, true) then 'stale'
        else 'fresh'
    end as freshness,
    site.last_contact_at,
    store.is_disabled
from {{ ref('int_store') }} as store
left join {{ ref('dim_site') }} as site on store.active_site_id = site.site_id
where store.is_reported
