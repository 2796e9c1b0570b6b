select
    id as period_id,
    name as period,
    periodscheduleid as period_schedule_id,
    startdate as starts_on,
    enddate as ends_on
from {{ source('replica', 'period') }}
