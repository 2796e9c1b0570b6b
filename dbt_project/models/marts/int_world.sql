{{ config(materialized='view') }}

-- What changes the whole history at once: which stores count, whose names they have, merges.
with stores as (
    select md5(
        string_agg(
            concat_ws('|', store_id, name_id, is_reported, is_synced), ',' order by store_id
        )
    ) as mark
    from {{ ref('int_store') }}
),

merges as (
    select count(*) as merges from {{ ref('stg_merged') }}
),

cycles as (
    select coalesce(max(cycle_no), 0) as cycle_no from {{ ref('stg_cycle') }}
)

select
    cycles.cycle_no,
    concat_ws('|', stores.mark, merges.merges) as world
from stores
cross join merges
cross join cycles
