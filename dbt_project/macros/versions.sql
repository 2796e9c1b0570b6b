{#
The versions of a record from its changes: columns that a change does not carry stay as they were,
and a version holds from when it arrived until the next one did. A record that is made again after
its deletion starts anew.
#}
{% macro versions(changes, key, columns, condition) -%}
    select
        {{ key }},
        site_id,
        is_deletion,
        written_at,
        {%- for column in columns %}
        last_value({{ column }} ignore nulls) over life as {{ column }},
        {%- endfor %}
        max(arrived_at) over life as known_from,
        lead(arrived_at) over (partition by {{ key }} order by change_no) as next_at
    from (
        select
            *,
            count(*) filter (is_deletion) over (
                partition by {{ key }} order by change_no
                rows between unbounded preceding and 1 preceding
            ) as lives
        from {{ changes }}
        where {{ condition }}
    )
    window life as (partition by {{ key }}, lives order by change_no)
{%- endmacro %}

{# Until when a version holds: never before it began. #}
{% macro known_until() -%}
    case when next_at is not null then greatest(next_at, known_from) end
{%- endmacro %}

{# Lines that ever were in a touched transaction, whichever they are in now. #}
{% macro was_in_touched() -%}
    {%- if is_step() -%}
        {%- set changes = ref('int_trans_line_change') -%}
        {%- set movements = "select movement_key from " ~ changes ~ " where " ~ touched('transaction', 'transaction_key') -%}
        {{ placed(changes, 'change_no', "movement_key in (" ~ movements ~ ")") }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{% macro of_touched_transactions() -%}
    {%- set condition = touched('transaction', 'transaction_key') -%}
    {{ placed(ref('int_transact_change'), 'change_no', condition) if is_step() else 'true' }}
{%- endmacro %}

{% macro line_versions() -%}
    {{ versions(
        ref('int_trans_line_change'), 'movement_id',
        ['transaction_id', 'item_id', 'line_type', 'packs', 'pack_size', 'cost_price'],
        was_in_touched()
    ) }}
{%- endmacro %}

{% macro header_versions() -%}
    {{ versions(
        ref('int_transact_change'), 'transaction_id',
        ['store_id', 'transaction_type', 'transaction_status', 'entered_on', 'confirmed_on',
         'finalised_on', 'user_id'],
        of_touched_transactions()
    ) }}
{%- endmacro %}
