{{ config(materialized='view') }}

select
    site_id,
    site,
    kind,
    last_contact_at,
    complete_through,
    is_stale
from {{ ref('stg_site_status') }}
