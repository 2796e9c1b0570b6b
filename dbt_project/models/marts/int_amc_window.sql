{{ config(materialized='view') }}

-- Definitions that rest on the look-back. Use is corrected for days out of stock only where enough
-- days are left to judge by.
{% set days = var('lookback_months') * var('days_in_month') %}
with usage as (
    select
        *,
        window_days - days_out >= {{ var('least_days_in_stock') }} as has_enough_days
    from {{ ref('fct_item_usage') }}
)

select
    store_id,
    item_id,
    'amc_oms' as definition,
    amc,
    window_start,
    window_end,
    issued_units as units,
    cast(0 as bigint) as days_out,
    true as includes_transfers,
    cast(null as varchar) as reason
from usage
union all
select
    store_id, item_id, 'amc_oms_dos',
    case when has_enough_days then amc * {{ days }} / ({{ days }} - days_out) end,
    window_start, window_end, issued_units, days_out, true,
    case when not has_enough_days then 'too_few_days_in_stock' end
from usage
union all
select
    store_id, item_id, 'amc_without_transfers',
    (issued_to_patients + issued_to_others) / {{ var('lookback_months') }},
    window_start, window_end, issued_to_patients + issued_to_others, 0, false, null
from usage
union all
select
    store_id, item_id, 'amc_mobile',
    issued_units / greatest(least(window_days, window_end - first_moved_on), 1) * 365 / 12,
    window_start, window_end, issued_units, 0, true, null
from usage
