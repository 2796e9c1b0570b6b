{{ config(alias='aggregator') }}

-- The rows that dashboards on mSupply's aggregator read, under its names; new work reads the other
-- reports, which say how complete they are.
with by_day as (
    select
        store_id,
        item_id,
        day,
        unnest(['stockMovement', 'stockConsumption', 'stockHistory']) as data_element,
        unnest([
            net_units, issued_to_patients + issued_to_stores + issued_to_others, closing_units
        ]) as value
    from {{ ref('fct_stock_day') }}
),

now as (
    select
        store_id,
        item_id,
        cast(complete_through as date) as day,
        unnest(['currentMOS', 'mos', 'totalStockValue']) as data_element,
        unnest([months_of_stock, months_of_stock, value]) as value
    from {{ ref('rpt_stock_status') }}
),

found as (
    select store_id, item_id, month as day, 'monthlyConsumption' as data_element, units as value
    from {{ ref('fct_monthly_usage') }}
    union all
    select store_id, item_id, month, 'monthlyDOS', days_out
    from {{ ref('int_stock_out_month') }}
    union all
    select
        store_id, item_id, cast(complete_through as date),
        case definition when 'amc_aggregator' then 'AMC' else 'realAMC' end, amc
    from {{ ref('rpt_amc_definitions') }}
    where definition in ('amc_aggregator', 'amc_real')
    union all
    select * from by_day
    union all
    select * from now
)

select
    found.store_id as storeid,
    found.item_id as itemid,
    strftime(found.day, '%Y%m') as yearmonth,
    found.day as fulldate,
    found.data_element as dataelement,
    found.value
from found
inner join {{ ref('dim_store') }} as store on found.store_id = store.store_id
where found.value is not null and found.item_id is not null
