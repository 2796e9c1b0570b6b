{{ once_decided() }}

select
    *,
    {{ short_key('movement_id') }} as movement_key,
    {{ short_key('transaction_id') }} as transaction_key
from {{ ref('stg_trans_line_change') }}
where {{ decided_since_built(otherwise='true') }}
