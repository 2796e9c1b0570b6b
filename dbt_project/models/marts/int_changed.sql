{{ for_this_step() }}

-- depends_on: {{ ref('int_world') }}
-- depends_on: {{ ref('stg_cycle') }}
select distinct
    table_name,
    record_id as id,
    {{ short_key('record_id') }} as key
from {{ ref('stg_change') }}
where {{ decided_since_built(otherwise='false') }}
