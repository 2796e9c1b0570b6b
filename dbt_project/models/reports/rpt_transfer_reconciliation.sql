{{ config(alias='transfer_reconciliation') }}

with aged as (
    select
        *,
        greatest(
            date_diff('day', coalesce(sent_on, cast(made_at as date)), cast({{ var('now') }} as date)),
            0
        ) as age_days,
        is_open and state in ('sent', 'numbered')
            and made_at < {{ var('now') }} - interval {{ var('overdue_after_days') }} day
            as is_overdue
    from {{ ref('fct_transfer') }}
),

line as (
    select initiating_table, initiating_id, sum(value_difference) as value_difference
    from {{ ref('fct_transfer_line') }}
    group by all
)

select
    pair.kind,
    pair.initiating_table,
    pair.initiating_id,
    pair.initiating_store_id as from_store_id,
    coalesce(sender.store, pair.initiating_store_id) as from_store,
    pair.initiating_number,
    pair.initiating_status,
    pair.responding_table,
    pair.responding_id,
    pair.responding_store_id as to_store_id,
    coalesce(receiver.store, pair.responding_store_id) as to_store,
    pair.responding_number,
    pair.responding_status,
    pair.state,
    case
        when pair.state = 'cancelled' and pair.responding_status is not null
            then 'cancelled; its other half is still there'
        when pair.state = 'cancelled' then 'cancelled'
        when pair.is_received_beside then 'received with a second half'
        when pair.state = 'missing_half' then 'the other half is missing'
        when pair.has_difference and pair.state = 'finalised' then 'finalised with a difference'
        when pair.has_difference then 'received with a difference'
        when pair.state = 'finalised' then 'received and finalised'
        when pair.state in ('received', 'received_with_difference') then 'received'
        when pair.is_overdue then 'overdue: '
        else ''
    end || case
        when pair.is_received_beside then ''
        when pair.state = 'numbered' then 'numbered, not yet received'
        when pair.state = 'sent' and pair.is_acknowledged then 'sent, not yet numbered'
        when pair.state = 'sent' and pair.is_made_by_centre
            then 'sent, not yet fetched'
        when pair.state = 'sent' then 'sent, not yet numbered'
        else ''
    end as state_in_words,
    pair.is_stock,
    pair.is_open,
    pair.is_unacknowledged,
    pair.is_acknowledged,
    pair.is_overdue,
    pair.has_difference,
    pair.is_same_site,
    pair.made_at,
    pair.sent_on,
    pair.received_on,
    case when pair.is_open then pair.age_days end as age_days,
    case when pair.is_open then {{ age_band('pair.age_days') }} end as age_band,
    pair.lines_sent,
    pair.lines_received,
    pair.units_sent,
    pair.units_received,
    pair.units_in_transit,
    pair.units_difference,
    pair.value_sent,
    pair.value_received,
    pair.value_in_transit,
    case when pair.is_stock then coalesce(line.value_difference, 0) end as value_difference,
    pair.second_id,
    receiver.complete_through,
    case
        when receiver.complete_through is null then 'never'
        when coalesce(site.is_stale, true) then 'stale'
        else 'fresh'
    end as freshness
from aged as pair
left join {{ ref('int_store') }} as sender on pair.initiating_store_id = sender.store_id
left join {{ ref('int_store') }} as receiver on pair.responding_store_id = receiver.store_id
left join line
    on pair.initiating_table = line.initiating_table and pair.initiating_id = line.initiating_id
left join {{ ref('dim_site') }} as site on receiver.active_site_id = site.site_id
