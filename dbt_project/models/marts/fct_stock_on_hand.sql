with reported as (
    select
        store_id,
        is_synced and complete_through is not null as has_figures
    from {{ ref('int_store') }}
    where is_reported
),

by_pack_size as (
    select
        store_id,
        item_id,
        pack_size,
        sum(packs) as packs
    from {{ ref('fct_stock') }}
    where packs > 0
    group by all
),

packs_detail as (
    select
        store_id,
        item_id,
        string_agg(
            {{ plain_number('packs') }} || ' × ' || {{ plain_number('pack_size') }},
            ' + ' order by pack_size desc
        ) as packs_detail
    from by_pack_size
    group by all
),

stock as (
    select
        store_id,
        item_id,
        coalesce(sum(units) filter (not is_negative), 0) as units,
        coalesce(sum(available_units) filter (not is_negative), 0) as available_units,
        coalesce(sum(value) filter (not is_negative), 0) as value,
        coalesce(sum(units) filter (is_negative), 0) as negative_units,
        coalesce(sum(value) filter (is_negative), 0) as negative_value,
        count(*) filter (packs > 0) as lines
    from {{ ref('fct_stock') }}
    group by all
),

listed as (
    select store_id, item_id from {{ ref('int_item_offered') }}
    union
    select store_id, item_id from stock
)

select
    reported.store_id,
    listed.item_id,
    case when reported.has_figures then coalesce(stock.units, 0) end as units,
    case when reported.has_figures then coalesce(stock.available_units, 0) end
        as available_units,
    case when reported.has_figures then packs_detail.packs_detail end as packs_detail,
    case when reported.has_figures then coalesce(stock.value, 0) end as value,
    case when reported.has_figures then coalesce(stock.negative_units, 0) end as negative_units,
    case when reported.has_figures then coalesce(stock.negative_value, 0) end as negative_value,
    case when reported.has_figures then coalesce(stock.lines, 0) end as lines
from reported
left join listed on reported.store_id = listed.store_id
left join stock
    on listed.store_id = stock.store_id and listed.item_id is not distinct from stock.item_id
left join packs_detail
    on
        listed.store_id = packs_detail.store_id
        and listed.item_id is not distinct from packs_detail.item_id
where listed.store_id is not null or not reported.has_figures
