{{ stepwise('store', 'store_id') }}

-- The look-back ends where a store's data ends, not today: later days are unknown, not zero.
with store as (
    select
        store_id,
        complete_through_on as window_end,
        complete_through_on + 1 - cast(
            floor({{ var('lookback_months') }} * {{ var('days_in_month') }}) as integer
        ) as window_start
    from {{ ref('int_store') }}
    where is_reported and is_synced and complete_through is not null and {{ touched('store', 'store_id') }}
),

issued as (
    select
        day.store_id,
        day.item_id,
        min(day.day) as first_moved_on,
        {% set is_in = 'filter (day.day between store.window_start and store.window_end)' %}
        coalesce(sum(day.issued_to_patients) {{ is_in }}, 0) as issued_to_patients,
        coalesce(sum(day.issued_to_stores) {{ is_in }}, 0) as issued_to_stores,
        coalesce(sum(day.issued_to_others) {{ is_in }}, 0) as issued_to_others
    from {{ ref('fct_stock_day') }} as day
    inner join store on day.store_id = store.store_id
    where {{ touched('store', 'day.store_id') }}
    group by all
),

out as (
    select
        outage.store_id,
        outage.item_id,
        sum({{ days_within('outage.out_from', 'outage.out_until', 'store.window_start', 'store.window_end') }})
            as days_out
    from {{ ref('fct_stock_out') }} as outage
    inner join store on outage.store_id = store.store_id
    where {{ touched('store', 'outage.store_id') }}
    group by all
)

select
    issued.store_id,
    issued.item_id,
    store.window_start,
    store.window_end,
    store.window_end - store.window_start + 1 as window_days,
    issued.first_moved_on,
    issued.issued_to_patients,
    issued.issued_to_stores,
    issued.issued_to_others,
    issued.issued_to_patients + issued.issued_to_stores + issued.issued_to_others as issued_units,
    cast(coalesce(out.days_out, 0) as bigint) as days_out,
    (issued.issued_to_patients + issued.issued_to_stores + issued.issued_to_others)
    / {{ var('lookback_months') }} as amc
from issued
inner join store on issued.store_id = store.store_id
left join out on issued.store_id = out.store_id and issued.item_id = out.item_id
