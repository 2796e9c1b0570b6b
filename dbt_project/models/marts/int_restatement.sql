{{ config(materialized='view') }}

-- What became known of a movement after its month's figures were due, and why they changed.
with step as (
    select
        *,
        lag(units) over movement as units_before,
        lag(moved_on) over movement as moved_on_before,
        lag(cost_price) over movement as cost_price_before,
        lead(known_from) over movement as next_from
    from {{ ref('fct_stock_movement_version') }}
    window movement as (partition by movement_id order by version_no)
)

select
    movement_id, transaction_id, store_id, item_id, known_from as restated_at,
    case
        when version_no = 1 then 'arrived'
        when moved_on is distinct from moved_on_before then 'moved to another day'
        when units is distinct from units_before then 'quantity edited'
        else 'price edited'
    end as cause,
    moved_on, moved_on_before, units, units_before, cost_price, cost_price_before,
    site_id, user_id, written_at
from step
union all
select
    movement_id, transaction_id, store_id, item_id, known_until,
    'taken back', null, moved_on, null, units, null, cost_price, null, null, null
from step
where known_until is not null and (next_from is null or next_from > known_until)
