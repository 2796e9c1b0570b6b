{{ config(materialized='view') }}

select distinct
    line.item_id,
    list.master_list
from {{ ref('stg_master_list_line') }} as line
inner join {{ ref('stg_master_list') }} as list using (master_list_id)
where not list.is_inactive and list.master_list <> ''
