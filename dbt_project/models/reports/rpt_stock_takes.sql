{{ config(alias='stock_takes') }}

-- A line that was not counted says nothing; it is not a count of zero.
with line as (
    select
        *,
        counted_packs - snapshot_packs as variance_packs
    from {{ ref('stg_stock_take_line') }}
),

summed as (
    select
        stock_take_id,
        count(*) as lines,
        count(*) filter (is_counted) as counted_lines,
        count(*) filter (is_counted and variance_packs = 0) as accurate_lines,
        coalesce(sum(variance_packs * pack_size) filter (is_counted), 0) as net_units,
        coalesce(sum(abs(variance_packs * pack_size)) filter (is_counted), 0) as gross_units,
        coalesce(sum(variance_packs * cost_price) filter (is_counted), 0) as net_value,
        coalesce(sum(abs(variance_packs * cost_price)) filter (is_counted), 0) as gross_value,
        coalesce(sum(snapshot_packs * cost_price) filter (is_counted), 0) as book_value
    from line
    group by stock_take_id
)

select
    take.stock_take_id,
    store.store_id,
    store.store,
    take.number,
    take.description,
    take.stock_take_status = 'fn' as is_finalised,
    take.counted_on,
    store.complete_through_on - take.counted_on as days_since,
    take.counted_on = max(take.counted_on) filter (take.stock_take_status = 'fn') over (
        partition by take.store_id
    ) as is_latest,
    coalesce(summed.lines, 0) as lines,
    coalesce(summed.counted_lines, 0) as counted_lines,
    100.0::double * summed.counted_lines / nullif(summed.lines, 0) as coverage_pct,
    100.0::double * summed.accurate_lines / nullif(summed.counted_lines, 0) as accurate_lines_pct,
    summed.net_units,
    summed.gross_units,
    summed.net_value,
    summed.gross_value,
    summed.book_value,
    100 * summed.gross_value / nullif(summed.book_value, 0) as gross_error_pct,
    store.complete_through,
    store.freshness
from {{ ref('stg_stock_take') }} as take
inner join {{ ref('dim_store') }} as store on take.store_id = store.store_id
left join summed on take.stock_take_id = summed.stock_take_id
where store.has_figures
