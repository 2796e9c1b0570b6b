{{ config(alias='reporting_rate') }}

-- Expected of every store that uses the program, for every period that is over and that any store
-- ever reported the program for; so a store that never reports does not vanish.
with program as (
    select
        list.master_list_id as program_id,
        list.master_list as program,
        store.store_id
    from {{ ref('stg_master_list') }} as list
    inner join {{ ref('stg_master_list_name') }} as used
        on list.master_list_id = used.master_list_id
    inner join {{ ref('stg_store') }} as store on used.name_id = store.name_id
    where list.is_program and not list.is_inactive and not store.is_disabled
),

report as (
    select
        store_id,
        program_id,
        period_id,
        min(entered_on) as reported_on
    from {{ ref('stg_requisition') }}
    where
        requisition_type in ('request', 'report') and requisition_status in ('cn', 'fn')
        and program_id is not null and period_id is not null
    group by all
),

period as (
    select
        reported.program_id,
        other.*
    from (
        select distinct report.program_id, period.period_schedule_id
        from report
        inner join {{ ref('stg_period') }} as period using (period_id)
    ) as reported
    inner join {{ ref('stg_period') }} as other using (period_schedule_id)
    where other.ends_on < cast({{ var('now') }} as date)
)

select
    store.store_id,
    store.store,
    program.program_id,
    program.program,
    period.period_id,
    period.period,
    period.starts_on,
    period.ends_on,
    period.ends_on + {{ var('report_due_days') }} as due_on,
    report.reported_on,
    case
        when report.reported_on <= period.ends_on + {{ var('report_due_days') }} then 'on time'
        when report.reported_on is not null then 'late'
        when period.ends_on + {{ var('report_due_days') }} >= cast({{ var('now') }} as date) then 'due'
        when coalesce(store.complete_through_on <= period.ends_on, true) then 'not known'
        else 'missing'
    end as state,
    store.complete_through,
    store.freshness
from program
inner join {{ ref('dim_store') }} as store on program.store_id = store.store_id
inner join period on program.program_id = period.program_id
left join report
    on
        program.store_id = report.store_id and program.program_id = report.program_id
        and period.period_id = report.period_id
