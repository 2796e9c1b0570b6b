{{ config(materialized='view') }}

-- Visible in the store itself, or on a master list of the store that is in use.
with listed as (
    select
        store_id,
        item_id
    from {{ ref('stg_item_store_join') }}
    where is_visible
    union
    select
        store.store_id,
        line.item_id
    from {{ ref('stg_store') }} as store
    inner join {{ ref('stg_master_list_name') }} as used on store.name_id = used.name_id
    inner join {{ ref('stg_master_list') }} as list on used.master_list_id = list.master_list_id
    inner join {{ ref('stg_master_list_line') }} as line
        on list.master_list_id = line.master_list_id
    where not list.is_inactive
)

select
    listed.store_id,
    listed.item_id
from listed
inner join {{ ref('dim_item') }} as item on listed.item_id = item.item_id
where item.is_stocked
