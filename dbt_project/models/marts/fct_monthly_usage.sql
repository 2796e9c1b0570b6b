{{ config(materialized='view') }}

with reported as (
    select
        store_id,
        complete_through_on,
        is_synced and complete_through is not null as has_figures
    from {{ ref('int_store') }}
    where is_reported
),

issued as (
    select * from {{ ref('int_monthly_issue') }}
),

known as (
    select
        issued.*,
        coalesce(last_day(issued.month) <= reported.complete_through_on, false) as is_complete
    from issued
    inner join reported on issued.store_id = reported.store_id
    where reported.has_figures
),

unknown as (
    select
        reported.store_id,
        months.month
    from reported
    cross join (select distinct month from issued) as months
    where not reported.has_figures
)

select
    store_id,
    item_id,
    month,
    issued_to_patients,
    issued_to_stores,
    issued_to_others,
    units,
    is_complete
from known
union all
select
    store_id,
    cast(null as varchar) as item_id,
    month,
    cast(null as double) as issued_to_patients,
    cast(null as double) as issued_to_stores,
    cast(null as double) as issued_to_others,
    cast(null as double) as units,
    false as is_complete
from unknown
