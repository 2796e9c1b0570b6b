{{ config(alias='store_copies') }}

-- A store may exist on many sites; the centre counts its own copy, once, and a transfer copy never.
with network as (
    select * from {{ ref('stg_network') }}
),

copy as (
    select
        relation.store_id,
        count(*) filter (relation.relation = 'active') as active_sites,
        count(*) filter (relation.relation = 'collector') as collector_sites,
        count(*) filter (relation.relation = 'transfer') as transfer_sites,
        string_agg(
            relation.relation || ' at ' || site.site, ', ' order by relation.relation, site.site_id
        ) as copies,
        max(relation.relation) filter (relation.site_id = network.central_site_id) as at_centre
    from {{ ref('stg_store_relation') }} as relation
    inner join {{ ref('stg_site') }} as site on relation.site_id = site.site_id
    cross join network
    where relation.relation <> 'none'
    group by all
),

counted as (
    select
        store_id,
        count(*) as times_counted
    from {{ ref('rpt_stock_value') }}
    group by store_id
)

select
    known.store_id,
    known.store,
    coalesce(copy.active_sites, 0) as active_sites,
    coalesce(copy.collector_sites, 0) as collector_sites,
    coalesce(copy.transfer_sites, 0) as transfer_sites,
    copy.copies,
    coalesce(copy.at_centre, 'none') as at_centre,
    coalesce(counted.times_counted, 0) as times_counted,
    known.complete_through,
    coalesce(store.freshness, 'never') as freshness
from {{ ref('int_store') }} as known
left join copy on known.store_id = copy.store_id
left join counted on known.store_id = counted.store_id
left join {{ ref('dim_store') }} as store on known.store_id = store.store_id
