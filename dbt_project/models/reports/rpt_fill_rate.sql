{{ config(alias='fill_rate') }}

-- Over closed orders; what is still open is counted beside them.
select
    store_id,
    store,
    cast(date_trunc('month', ordered_on) as date) as month,
    count(*) filter (not is_open) as orders,
    count(*) filter (is_open) as open_orders,
    {% set closed = 'filter (not is_open)' %}
    100 * sum(lines_full) {{ closed }} / nullif(sum(lines) {{ closed }}, 0) as line_fill_full_pct,
    100 * sum(lines_supplied) {{ closed }} / nullif(sum(lines) {{ closed }}, 0) as line_fill_any_pct,
    100 * sum(capped_units) {{ closed }} / nullif(sum(requested_units) {{ closed }}, 0)
        as unit_fill_capped_pct,
    100 * sum(supplied_units) {{ closed }} / nullif(sum(requested_units) {{ closed }}, 0)
        as unit_fill_uncapped_pct,
    100 * avg(cast(is_complete as integer)) {{ closed }} as order_fill_pct,
    avg(lead_time_days) {{ closed }} as mean_lead_time_days,
    median(lead_time_days) {{ closed }} as median_lead_time_days,
    quantile_cont(lead_time_days, 0.9) {{ closed }} as lead_time_90th_days,
    100 * avg(cast(is_on_time as integer)) {{ closed }} as on_time_pct,
    100 * avg(cast(is_on_time_in_full as integer)) {{ closed }} as otif_pct,
    complete_through,
    freshness
from {{ ref('rpt_orders') }}
group by all
