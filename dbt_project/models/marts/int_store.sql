with known as (
    select store_id from {{ ref('stg_store') }}
    union
    select store_id from {{ ref('stg_store_setting') }}
),

network as (
    select * from {{ ref('stg_network') }}
),

reported as (
    select distinct relation.store_id
    from {{ ref('stg_store_relation') }} as relation
    inner join network on relation.site_id = network.central_site_id
    where relation.relation in ('active', 'collector')
),

reached as (
    select
        status.site_id,
        status.complete_through,
        timezone(
            coalesce(site.time_zone, network.time_zone, 'UTC'),
            status.complete_through at time zone 'UTC'
        ) as complete_through_local
    from {{ ref('stg_site_status') }} as status
    inner join {{ ref('stg_site') }} as site on status.site_id = site.site_id
    cross join network
),

described as (
    select
        known.store_id,
        store.code,
        coalesce(name.name, store.store_record_name, store.code, known.store_id) as store,
        store.store_mode,
        store.name_id,
        region.region,
        wider.region as province,
        name.latitude,
        name.longitude,
        store.tags,
        setting.active_site_id,
        coalesce(setting.include_transactions, true) as include_transactions,
        coalesce(store.is_disabled, false) as is_disabled
    from known
    left join {{ ref('stg_store') }} as store on known.store_id = store.store_id
    left join {{ ref('stg_name') }} as name on store.name_id = name.name_id
    left join {{ ref('stg_region') }} as region on name.region_id = region.region_id
    left join {{ ref('stg_region') }} as wider on region.parent_region_id = wider.region_id
    left join {{ ref('stg_store_setting') }} as setting on known.store_id = setting.store_id
)

select
    described.*,
    reported.store_id is not null as is_reported,
    described.include_transactions or described.store_mode is distinct from 'dispensary'
        as is_synced,
    reached.complete_through,
    cast(reached.complete_through_local as date) - 1 as complete_through_on
from described
left join reported on described.store_id = reported.store_id
left join reached on described.active_site_id = reached.site_id
