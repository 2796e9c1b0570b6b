{# Pieces of `int_changed_document`: what changed records belong to now, and what they did. #}

{% macro is_line() -%}
    table_name in ('trans_line', 'requisition_line', 'purchase_order_line', 'Goods_received_line')
{%- endmacro %}

{% macro is_document() -%}
    table_name in ('transact', 'requisition', 'purchase_order', 'Goods_received')
{%- endmacro %}

{# Whether any record of a type was changed. #}
{% macro is_changed(table_name) -%}
    {%- if not is_incremental() -%}{{ return(false) }}{%- endif -%}
    {%- set changed = run_query(
        "select count(*) from " ~ ref('int_changed') ~ " where table_name = '" ~ table_name ~ "'"
    ) -%}
    {{ return(changed.columns[0].values() | first > 0) }}
{%- endmacro %}

{# Transactions of changed lines: as the lines are, as new changes say, and as they were built. #}
{% macro or_of_changed_lines() -%}
    {%- if is_changed('trans_line') -%}
    {%- set lines = "(select key from " ~ ref('int_changed') ~ " where table_name = 'trans_line')" -%}
    {%- set now = placed(ref('stg_trans_line'), 'change_no', 'movement_key in ' ~ lines) -%}
    union
    select 'transact', transaction_id from {{ ref('stg_trans_line') }} where {{ now }}
    union
    select 'transact', transaction_id from {{ ref('int_trans_line_change') }}
    where {{ decided_since_built(otherwise='false') }} and transaction_id is not null
    {%- set left = transactions_left(lines, now) -%}
    {% if left %}
    union
    select 'transact', transaction_id from {{ as_built('fct_stock_movement') }}
    where transaction_key in ({{ left | join(', ') }})
    {%- endif %}
    {%- endif -%}
{%- endmacro %}

{# The short keys of transactions that changed lines were built in and are in no more. #}
{% macro transactions_left(lines, now) -%}
    {%- set found = run_query(
        "select distinct transaction_key from " ~ as_built('fct_stock_movement')
        ~ " where movement_key in " ~ lines ~ " except select " ~ short_key('transaction_id')
        ~ " from " ~ ref('stg_trans_line') ~ " where " ~ now
    ) -%}
    {{ return(found.columns[0].values() | list) }}
{%- endmacro %}
