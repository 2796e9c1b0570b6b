{{ once_decided() }}

select
    *,
    {{ short_key('transaction_id') }} as transaction_key
from {{ ref('stg_transact_change') }}
where {{ decided_since_built(otherwise='true') }}
