{{ config(materialized='view') }}

select distinct
    stock.item_id,
    donor.name as donor
from {{ ref('fct_stock') }} as stock
inner join {{ ref('stg_name') }} as donor on stock.donor_id = donor.name_id
where donor.name <> ''
