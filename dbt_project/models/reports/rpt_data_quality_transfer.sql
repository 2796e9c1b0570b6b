{{ config(alias='data_quality_transfer') }}

with pair as (
    select * from {{ ref('fct_transfer') }}
),

left_out as (
    select
        table_name,
        record_id
    from {{ ref('stg_known_record') }}
    where state = 'left_out'
),

pointing as (
    select answer.*
    from {{ ref('int_document') }} as answer
    anti join {{ ref('int_document') }} as answered
        on answer.answers_table = answered.table_name and answer.answers_id = answered.document_id
    anti join pair
        on
            answer.answers_table = pair.initiating_table
            and answer.answers_id = pair.initiating_id
    anti join left_out
        on answer.answers_table = left_out.table_name and answer.answers_id = left_out.record_id
    where answer.answers_id is not null
),

addressed as (
    select 'transact' as table_name, transaction_id as document_id, other_party_id
    from {{ ref('stg_transact') }}
    union all
    select 'requisition', requisition_id, other_party_id from {{ ref('stg_requisition') }}
    union all
    select 'purchase_order', purchase_order_id, other_party_id
    from {{ ref('stg_purchase_order') }}
),

-- A document that has a pair keeps it, whomever its site addresses it to afterwards.
elsewhere as (
    select pair.*
    from pair
    inner join addressed as now
        on pair.initiating_table = now.table_name and pair.initiating_id = now.document_id
    anti join {{ ref('int_store') }} as party
        on now.other_party_id = party.name_id and pair.responding_store_id = party.store_id
    where pair.state <> 'cancelled'
),

flagged as (
    select
        'second_half' as flag, responding_table as table_name, second_id as record_id,
        responding_store_id as store_id, initiating_table as answers_table,
        initiating_id as answers_id, responding_id as other_half_id
    from pair
    where second_id is not null
    union all
    select
        'missing_half', initiating_table, initiating_id,
        initiating_store_id, null, null, responding_id
    from pair
    where state = 'missing_half'
    union all
    select
        'units_do_not_add_up', initiating_table, initiating_id,
        initiating_store_id, null, null, responding_id
    from pair
    where
        abs(units_sent - units_received - units_received_beside - units_in_transit + units_difference)
        > {{ var('units_tolerance') }}
    union all
    select
        'addressed_elsewhere', initiating_table, initiating_id,
        initiating_store_id, null, null, responding_id
    from elsewhere
    union all
    select
        'points_at_nothing', table_name, document_id,
        store_id, answers_table, answers_id, null
    from pointing
)

select
    flagged.flag,
    flagged.table_name,
    flagged.record_id,
    flagged.store_id,
    store.store,
    flagged.answers_table,
    flagged.answers_id,
    flagged.other_half_id
from flagged
left join {{ ref('int_store') }} as store on flagged.store_id = store.store_id
