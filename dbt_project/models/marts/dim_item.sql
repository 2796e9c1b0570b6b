select
    item.item_id,
    item.code,
    item.item,
    unit.unit,
    category.category,
    item.ven,
    item.default_pack_size,
    item.is_vaccine,
    item.is_critical,
    coalesce(item.item_type, 'general') not in ('service', 'non_stock') as is_stocked
from {{ ref('stg_item') }} as item
left join {{ ref('stg_unit') }} as unit on item.unit_id = unit.unit_id
left join {{ ref('stg_item_category') }} as category on item.category_id = category.category_id
