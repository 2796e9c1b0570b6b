{{ config(alias='completeness') }}

-- Where no programs are reported on, what has been synced is the report.
with month as (
    select distinct month from {{ ref('fct_monthly_usage') }}
),

judged as (
    select
        month.month,
        coalesce(store.region, 'No region') as region,
        store.is_synced,
        coalesce(last_day(month.month) <= store.complete_through_on, false) as is_complete
    from month
    cross join {{ ref('dim_store') }} as store
)

select
    month,
    region,
    count(*) as stores,
    count(*) filter (is_synced) as stores_expected,
    count(*) filter (is_synced and is_complete) as stores_complete,
    100.0::double * count(*) filter (is_synced and is_complete)
    / nullif(count(*) filter (is_synced), 0) as complete_pct,
    last_day(month) < cast({{ var('now') }} as date) as is_over
from judged
group by all
