{{ config(materialized='view') }}

-- Definitions that rest on all months held, and the one that the store itself entered.
with by_month as (
    select
        store_id,
        item_id,
        sum(units) as units,
        count(*) filter (units <> 0) as months
    from {{ ref('fct_monthly_usage') }}
    where item_id is not null
    group by all
),

used as (
    select
        by_month.*,
        cast(coalesce(sum(outage.days_out), 0) as bigint) as days_out
    from by_month
    left join {{ ref('rpt_stock_outs') }} as outage using (store_id, item_id)
    group by all
),

asked as (
    select
        requisition.store_id,
        line.item_id,
        arg_max(line.daily_usage, coalesce(requisition.entered_on, date '1900-01-01')) as daily_usage
    from {{ ref('stg_requisition_line') }} as line
    inner join {{ ref('stg_requisition') }} as requisition using (requisition_id)
    where requisition.requisition_type = 'request' and line.item_id is not null
    group by all
)

select
    store_id, item_id, 'amc_aggregator' as definition, units / nullif(months, 0) as amc,
    cast(null as date) as window_start, cast(null as date) as window_end, units,
    cast(0 as bigint) as days_out, true as includes_transfers,
    case when months = 0 then 'no_month_with_use' end as reason
from used
union all
select
    store_id, item_id, 'amc_real',
    case when months > days_out / 30.5 then units / (months - days_out / 30.5) end,
    null, null, units, days_out, true,
    case when months <= days_out / 30.5 then 'too_few_days_in_stock' end
from used
union all
select
    store_id, item_id, 'amc_requisition', daily_usage * 30, null, null, null, 0, true,
    case when daily_usage is null then 'not_entered' end
from asked
