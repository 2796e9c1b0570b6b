{#
Transfers to make again: those of which the pair, a half or a line is not what it was, whether it is
so now or was so when last built; a second half counts too. Needs CTEs `document` (table_name, id)
and `part` (id).
#}
{% macro touched_transfers() -%}
    {%- set halves = 'initiating_table, initiating_id, responding_table, responding_id, second_id' -%}
    {%- set is_of_document -%}
        (initiating_table, initiating_id) in (from document)
        or (responding_table, responding_id) in (from document)
        or (responding_table, second_id) in (from document)
    {%- endset -%}
    {%- set built = as_built('fct_transfer') -%}
    select {{ halves }} from {{ ref('stg_transfer') }} where {{ is_of_document }}
    {%- if built %}
    union
    select {{ halves }} from {{ built }}
    where
        {{ is_of_document }}
        or (initiating_table, initiating_id) in (
            select initiating_table, initiating_id from {{ as_built('fct_transfer_line') }}
            where initiating_line_id in (from part) or responding_line_id in (from part)
        )
    union
    select {{ halves }} from (
        select {{ transfer_columns() }} from {{ ref('stg_transfer') }}
        except
        select {{ transfer_columns() }} from {{ built }}
    )
    union
    select {{ halves }} from (
        select {{ transfer_columns() }} from {{ built }}
        except
        select {{ transfer_columns() }} from {{ ref('stg_transfer') }}
    )
    {%- endif %}
{%- endmacro %}

{# What a pair says of itself, as `fct_transfer` keeps it. #}
{% macro transfer_columns() -%}
    kind, initiating_table, initiating_id, initiating_store_id, initiating_number,
    responding_table, responding_id, responding_store_id, responding_number, second_id, state,
    is_same_site, is_made_by_centre, is_acknowledged, made_at, sent_on, received_on, lines_sent,
    lines_received, units_sent, units_received, units_difference, value_sent, value_received
{%- endmacro %}
