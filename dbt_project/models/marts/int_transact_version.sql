{{ config(materialized='view') }}

with version as (
    {{ versions(ref('stg_transact_change'), 'transaction_id', [
        'store_id', 'transaction_type', 'transaction_status', 'entered_on', 'confirmed_on',
        'finalised_on', 'user_id'
    ]) }}
)

select
    transaction_id,
    store_id,
    lower(transaction_type) as transaction_type,
    lower(transaction_status) as transaction_status,
    coalesce(
        try_cast(confirmed_on as date), try_cast(finalised_on as date), try_cast(entered_on as date),
        cast(known_from as date)
    ) as moved_on,
    nullif(user_id, '') as user_id,
    site_id,
    is_deletion,
    written_at,
    known_from,
    case when next_at is not null then greatest(next_at, known_from) end as known_until
from version
