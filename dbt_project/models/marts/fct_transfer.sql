{{ stepwise('transfer', 'initiating_table, initiating_id') }}
-- depends_on: {{ ref('int_document') }}
-- depends_on: {{ ref('stg_requisition') }}
-- depends_on: {{ ref('stg_purchase_order') }}
-- depends_on: {{ ref('stg_goods_received') }}

with document as (
    {% if is_step() -%}
    {{ documents(transactions()) }}
    {%- else -%}
    select * from {{ ref('int_document') }}
    {%- endif %}
),

-- What the receiver took in with a half of its own is on its shelves, and no longer on the way.
judged as (
    select
        pair.*,
        pair.units_sent is not null as is_stock,
        pair.state in ('sent', 'numbered', 'missing_half') as is_not_received,
        is_not_received and coalesce(beside.status in ('cn', 'fn'), false) as is_received_beside,
        is_not_received and not is_received_beside as is_open
    from {{ ref('stg_transfer') }} as pair
    left join document as beside
        on
            pair.responding_table = beside.table_name
            and pair.second_id = beside.document_id
            and pair.initiating_table = beside.answers_table
            and pair.initiating_id = beside.answers_id
    where {{ touched('transfer', 'initiating_table, initiating_id') }}
)

select
    pair.initiating_table,
    pair.initiating_id,
    pair.kind,
    pair.initiating_store_id,
    pair.initiating_number,
    initiating.status as initiating_status,
    initiating.entered_on as initiating_entered_on,
    initiating.confirmed_on as initiating_confirmed_on,
    initiating.finalised_on as initiating_finalised_on,
    initiating.reference as initiating_reference,
    initiating.comment as initiating_comment,
    pair.responding_table,
    pair.responding_id,
    pair.responding_store_id,
    pair.responding_number,
    responding.status as responding_status,
    responding.entered_on as responding_entered_on,
    responding.confirmed_on as responding_confirmed_on,
    responding.finalised_on as responding_finalised_on,
    responding.reference as responding_reference,
    responding.comment as responding_comment,
    coalesce(responding.is_on_hold, false) as is_on_hold,
    pair.second_id,
    pair.state,
    pair.is_stock,
    pair.is_open,
    pair.is_received_beside,
    pair.state = 'sent' as is_unacknowledged,
    pair.is_acknowledged,
    pair.is_made_by_centre,
    pair.is_same_site,
    pair.made_at,
    pair.sent_on,
    pair.received_on,
    pair.lines_sent,
    pair.lines_received,
    pair.units_sent,
    pair.units_received,
    case when pair.is_stock and pair.is_received_beside then 0 else pair.units_in_transit end
        as units_in_transit,
    case when pair.is_received_beside then pair.units_in_transit when pair.is_stock then 0 end
        as units_received_beside,
    pair.units_difference,
    pair.value_sent,
    pair.value_received,
    case
        when pair.is_stock and pair.is_open then pair.value_sent
        when pair.is_stock then 0
    end as value_in_transit,
    case
        when pair.is_stock and (
            pair.is_open or pair.is_received_beside or pair.state = 'cancelled'
        ) then 0
        when pair.is_stock then pair.value_received - pair.value_sent
    end as value_difference,
    coalesce(abs(pair.units_difference) > {{ var('units_tolerance') }}, false) as has_difference
from judged as pair
left join document as initiating
    on
        pair.initiating_table = initiating.table_name
        and pair.initiating_id = initiating.document_id
left join document as responding
    on
        pair.responding_table = responding.table_name
        and pair.responding_id = responding.document_id
