{{ stepwise('transaction', 'transaction_key') }}

with document as (
    select * from {{ transactions() }}
    where {{ moves_stock('transaction_type', 'transaction_status') }}
),

line as (
    select
        *,
        {{ moved_packs('line_type', 'packs') }} as moved_packs
    from {{ transaction_lines() }}
    where line_type in ('stock_in', 'stock_out')
),

store_of_name as (
    select
        name_id,
        min(store_id) as store_id
    from {{ ref('stg_store') }}
    where name_id is not null
    group by name_id
),

party as (
    select
        name.name_id,
        store_of_name.store_id,
        coalesce(name.code = 'invad' or name.name_type = 'invad', false) as is_adjustment,
        coalesce(name.name_type = 'patient', false) as is_patient
    from {{ ref('stg_name') }} as name
    left join store_of_name on name.name_id = store_of_name.name_id
),

judged as (
    select
        line.*,
        document.store_id,
        document.transaction_type,
        document.transaction_status,
        document.other_party_id,
        document.transaction_key,
        party.store_id as other_store_id,
        coalesce(document.confirmed_on, document.finalised_on) as stock_moved_on,
        coalesce(document.entered_on, cast(document.changed_at as date)) as imputed_on,
        coalesce(party.is_patient, false)
            or (document.transaction_type = 'ci' and document.mode is not distinct from 'dispensary')
            as is_patient,
        coalesce(party.is_adjustment, false) as is_adjustment
    from line
    inner join document on line.transaction_id = document.transaction_id
    inner join {{ ref('int_store') }} as store on document.store_id = store.store_id
    left join party on document.other_party_id = party.name_id
    where store.is_reported and store.is_synced
)

select
    movement_id,
    transaction_id,
    store_id,
    item_id,
    stock_line_id,
    coalesce(stock_moved_on, imputed_on) as moved_on,
    moved_packs * pack_size as units,
    moved_packs as packs,
    pack_size,
    moved_packs * abs(cost_price) as value, -- a cancellation's price may be negative too
    transaction_type,
    transaction_status,
    case
        when transaction_type = 'sr' then 'repack'
        when transaction_type in ('si', 'sc') and is_adjustment then 'adjustment'
        when transaction_type = 'si' then 'receipt'
        when transaction_type = 'sc' then 'supplier_return'
        when transaction_type = 'cc' then 'customer_return'
        when is_patient then 'issue_to_patient'
        when other_store_id is not null then 'issue_to_store'
        else 'issue_to_other'
    end as kind,
    case when not is_patient then other_party_id end as other_party_id,
    other_store_id,
    stock_moved_on is null as is_date_imputed,
    option_id,
    movement_key,
    transaction_key
from judged
{{ at_first_by('store_id, item_id') }}
