{{ config(materialized='view') }}

-- Definitions that go month by month, over the last whole months that the store's data covers.
with month as (
    select
        usage.store_id,
        usage.item_id,
        cast(
            date_trunc('month', usage.window_end + 1) - to_months(cast(ago.months as integer)) as date
        ) as month
    from {{ ref('fct_item_usage') }} as usage
    cross join range(1, {{ var('lookback_months') + 1 }}) as ago(months)
),

used as (
    select
        month.store_id,
        month.item_id,
        month.month,
        coalesce(usage.units, 0) as units,
        extract('day' from last_day(month.month)) as days,
        coalesce(outage.days_out, 0) as days_out
    from month
    left join {{ ref('fct_monthly_usage') }} as usage using (store_id, item_id, month)
    left join {{ ref('rpt_stock_out_days') }} as outage using (store_id, item_id, month)
),

corrected as (
    select
        *,
        case when days_out < days then units * days / (days - days_out) else units end as adjusted,
        case when days_out < 30 then ceil(units * 30 / (30 - days_out)) else units end as rounded
    from used
),

summed as (
    select
        store_id,
        item_id,
        min(month) as window_start,
        last_day(max(month)) as window_end,
        sum(units) as units,
        cast(sum(days_out) as bigint) as days_out,
        avg(adjusted) as desktop,
        avg(adjusted / (days / 30)) as rnr,
        ceil(avg(rounded)) as openlmis
    from corrected
    group by all
)

select
    store_id, item_id, unnest(['amc_desktop_report', 'amc_rnr', 'amc_openlmis']) as definition,
    unnest([desktop, rnr, openlmis]) as amc, window_start, window_end, units, days_out,
    true as includes_transfers, cast(null as varchar) as reason
from summed
