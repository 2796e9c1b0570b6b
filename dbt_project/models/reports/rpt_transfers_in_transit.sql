{{ config(alias='transfers_in_transit') }}

select
    from_store_id,
    from_store,
    to_store_id,
    to_store,
    kind,
    age_band,
    count(*) as pairs,
    cast(sum(lines_sent) as bigint) as lines,
    sum(units_in_transit) as units,
    sum(value_in_transit) as value,
    count(*) filter (is_unacknowledged) as unacknowledged,
    count(*) filter (is_overdue) as overdue,
    count(*) filter (state = 'missing_half') as missing_half,
    min(age_days) as youngest_days,
    max(age_days) as oldest_days,
    complete_through,
    freshness
from {{ ref('rpt_transfer_reconciliation') }}
where is_open
group by all
