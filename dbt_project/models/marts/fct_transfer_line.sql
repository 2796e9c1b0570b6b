{{ stepwise('transfer', 'initiating_table, initiating_id') }}

-- A line and its answer have ids that follow from each other (T1). Those of halves that a site
-- made itself do not: they are matched by item and batch, in order; what is left stands alone.
with line as (
    select * from {{ ref('int_transfer_line') }}
    where {{ touched('transfer', 'initiating_table, initiating_id') }}
),

linked as (
    select
        received.initiating_table,
        received.initiating_id,
        received.line_id as linked_id,
        unnest([sent.line_id, received.line_id]) as line_id,
        unnest([true, false]) as is_initiating
    from line as sent
    inner join line as received
        on
            sent.answer_id = received.line_id
            and sent.initiating_table = received.initiating_table
            and sent.initiating_id = received.initiating_id
    where sent.is_initiating and not received.is_initiating
),

placed as (
    select
        line.*,
        linked.linked_id,
        row_number() over (
            partition by
                line.initiating_table, line.initiating_id, line.is_initiating,
                line.item_id, line.batch, linked.linked_id is null
            order by line.line_number, line.line_id
        ) as place
    from line
    left join linked
        using (initiating_table, initiating_id, line_id, is_initiating)
),

keyed as (
    select
        *,
        coalesce(
            linked_id, concat_ws('|', coalesce(item_id, ''), coalesce(batch, ''), place)
        ) as match_key
    from placed
),

sent as (select * from keyed where is_initiating),

received as (select * from keyed where not is_initiating)

select
    coalesce(sent.initiating_table, received.initiating_table) as initiating_table,
    coalesce(sent.initiating_id, received.initiating_id) as initiating_id,
    sent.line_id as initiating_line_id,
    received.line_id as responding_line_id,
    coalesce(sent.line_number, received.line_number) as line_number,
    coalesce(sent.item_id, received.item_id) as item_id,
    sent.batch as initiating_batch,
    received.batch as responding_batch,
    sent.expiry_on as initiating_expiry_on,
    received.expiry_on as responding_expiry_on,
    sent.packs as initiating_packs,
    sent.pack_size as initiating_pack_size,
    received.packs as responding_packs,
    received.pack_size as responding_pack_size,
    sent.packs * sent.pack_size as initiating_units,
    received.packs * received.pack_size as responding_units,
    sent.value as initiating_value,
    received.value as responding_value,
    case when sent.is_in_transit then sent.packs * sent.pack_size end as units_in_transit,
    case when sent.is_in_transit then sent.value end as value_in_transit,
    case when sent.is_received or received.is_received
        then
            coalesce(received.packs * received.pack_size, 0)
            - coalesce(sent.packs * sent.pack_size, 0)
    end as units_difference,
    -- at the sender's price per unit: packs and cost of the two sides may differ
    case when sent.is_received or received.is_received
        then case
            when sent.packs * sent.pack_size <> 0
                then
                    coalesce(received.packs * received.pack_size, 0)
                    / (sent.packs * sent.pack_size) * sent.value - sent.value
            else received.value
        end
    end as value_difference
from sent
full join received
    on
        sent.initiating_table = received.initiating_table
        and sent.initiating_id = received.initiating_id
        and sent.match_key = received.match_key
