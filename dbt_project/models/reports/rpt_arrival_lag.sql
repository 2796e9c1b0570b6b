{{ config(alias='arrival_lag') }}

with arrived as (
    select
        site_id,
        date_diff('day', moved_on, cast(known_from as date)) as lag_days
    from {{ ref('fct_stock_movement_version') }}
    where version_no = 1
),

profile as (
    select
        site_id,
        count(*) as movements,
        median(lag_days) as median_days,
        quantile_cont(lag_days, 0.9) as days_90th,
        max(lag_days) as most_days
    from arrived
    group by site_id
)

select
    site.site_id,
    site.site,
    profile.movements,
    profile.median_days,
    profile.days_90th,
    profile.most_days,
    last_day(cast({{ var('now') }} as date) - interval 1 month)
    + cast(ceil(greatest(profile.days_90th, 0)) as integer) as last_month_complete_by,
    site.complete_through,
    case
        when site.complete_through is null then 'never'
        when coalesce(site.is_stale, true) then 'stale'
        else 'fresh'
    end as freshness
from profile
inner join {{ ref('dim_site') }} as site on profile.site_id = site.site_id
