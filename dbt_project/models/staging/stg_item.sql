select
    id as item_id,
    code,
    item_name as item,
    unit_id as unit_id,
    category_id as category_id,
    ven_category as ven,
    lower(type_of) as item_type,
    default_pack_size,
    coalesce(is_vaccine, false) as is_vaccine,
    coalesce(critical_stock, false) as is_critical
from {{ source('replica', 'item') }}
