{#
Marts that follow the history are built step by step: what a cycle touched is taken out and made
again, the rest stays. `int_touched` lists the documents, `int_touched_stock` the stock lines and
pairs of store and item that were touched since `int_built` last said that a build was whole; a
build that broke off is repeated with what it had to do, and with what came since. Lines are looked
up by their short keys, and pairs in their stores alone: that reads a fraction of the history.
#}

{# Settings of a mart that is built so; `columns` are those by which it is touched. #}
{% macro stepwise(kind, columns) -%}
    {{ config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ forget('" ~ kind ~ "', '" ~ columns ~ "') }}"
    ) }}
    -- depends_on: {{ ref('int_touched') }}
    -- depends_on: {{ ref('int_touched_stock') }}
    -- depends_on: {{ ref('int_touched_transaction') }}
    -- depends_on: {{ ref('int_touched_line') }}
{%- endmacro %}

{# Transactions, and their lines: all of them, or in a step those that were looked up for it. #}
{% macro transactions() -%}
    {{ ref('int_touched_transaction') if is_step() else ref('stg_transact') }}
{%- endmacro %}

{% macro transaction_lines() -%}
    {{ ref('int_touched_line') if is_step() else ref('stg_trans_line') }}
{%- endmacro %}

{% macro forget(kind, columns) -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where {{ touched(kind, columns) }}
    {%- else -%}
        select 1
    {%- endif -%}
{%- endmacro %}

{#
Whether a row is to be made again: every one unless this is a step. `columns` are the short key of
a transaction; store and item of a pair; the store of use; the table and id that a transfer begins with; or one id.
#}
{% macro touched(kind, columns) -%}
    {%- set columns = columns.split(', ') -%}
    {%- if not is_step() -%}
        true
    {%- elif kind == 'pair' -%}
        {{ in_stores(columns[0], touched_stores()) }} and ({{ columns[0] }}, coalesce({{ columns[1] }}, ''))
        in (select store_id, item_id from {{ ref('int_touched_stock') }} where kind = 'pair')
    {%- elif kind == 'store' -%}
        {{ in_stores(columns[0], touched_stores() + moved_on_stores()) }}
    {%- elif kind == 'stock_line' -%}
        {{ columns[0] }} in (select stock_line_id from {{ ref('int_touched_stock') }} where kind = 'stock_line')
    {%- elif kind == 'transaction' -%}
        {{ columns[0] }} in (select key from {{ ref('int_touched') }} where kind = 'transaction')
    {%- else -%}
        concat_ws('|', {{ columns | join(', ') }}) in (select id from {{ ref('int_touched') }} where kind = '{{ kind }}')
    {%- endif -%}
{%- endmacro %}

{# The order of a mart that is made as a whole, so that a store is found in few files. #}
{% macro at_first_by(columns) -%}
    {% if not is_step() %}order by {{ columns }}{% endif %}
{%- endmacro %}

{# Whether only what was touched is to be made: not at first, nor when the world has changed. #}
{% macro is_step() -%}
    {%- if is_incremental() -%}
        {%- set all = run_query("select count(*) from " ~ ref('int_touched') ~ " where kind = 'all'") -%}
        {{ return(all.columns[0].values() | first == 0) }}
    {%- endif -%}
    {{ return(false) }}
{%- endmacro %}

{# Whether a store is one of a list: files that hold none of them are not read. #}
{% macro in_stores(column, stores) -%}
    {%- if stores | length > 2000 -%}
        {{ column }} in (select unnest(['{{ stores | join("', '") }}']))
    {%- else -%}
        {{ column }} in ('{{ stores | join("', '") }}')
    {%- endif -%}
{%- endmacro %}

{# Stores of touched pairs. #}
{% macro touched_stores() -%}
    {{ return(listed("select store_id from " ~ ref('int_touched_stock') ~ " where kind = 'pair'")) }}
{%- endmacro %}

{# Stores whose look-back does not end where it did: their data reaches further. #}
{% macro moved_on_stores() -%}
    {%- set now -%}
        select store_id, complete_through_on from {{ ref('int_store') }}
        where is_reported and is_synced and complete_through is not null
    {%- endset -%}
    {%- set built = "select store_id, window_end from " ~ as_built('fct_item_usage') -%}
    {{ return(listed(
        "select store_id from ((" ~ now ~ " except " ~ built ~ ") union (" ~ built ~ " except " ~ now ~ "))"
    )) }}
{%- endmacro %}

{# The ids that a query gives, ready to stand between quotes. #}
{% macro listed(query) -%}
    {%- set ids = [] -%}
    {%- for id in run_query("select distinct store_id from (" ~ query ~ ")").columns[0].values() -%}
        {%- if id is not none -%}{%- do ids.append(id | replace("'", "''")) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(ids) }}
{%- endmacro %}

{# A mart as the last build left it; nothing before the first build, or when all is built again. #}
{% macro as_built(name) -%}
    {{ return(
        adapter.get_relation(database=target.database, schema='marts', identifier=name)
        if is_incremental()
    ) }}
{%- endmacro %}

{# What a mart as built adds to a list of ids. #}
{% macro or_as_built(name, column, condition) -%}
    {%- set built = as_built(name) -%}
    {% if built %}union select {{ column }} from {{ built }} where {{ condition }}{% endif %}
{%- endmacro %}

{# Whether stores, names and merges are those that the marts were built with. #}
{% macro is_world_as_built() -%}
    {{ return(built_through() is not none) }}
{%- endmacro %}

{# The cycle through which the marts are whole; none where all of it has to be made. #}
{% macro built_through() -%}
    {%- set built = as_built('int_built') -%}
    {%- if built and execute -%}
        {%- set through = run_query(
            "select built.cycle_no from " ~ built ~ " as built inner join "
            ~ ref('int_world') ~ " as world on built.world = world.world"
        ).columns[0].values() -%}
        {{ return(through[0] if through else none) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{# Whether a change was decided since the marts were whole; old files need not be read for it. #}
{% macro decided_since_built(otherwise) -%}
    {%- set through = built_through() -%}
    {%- if through is none -%}
        {{ otherwise }}
    {%- else -%}
        {%- set cycles = "select ran_at from " ~ ref('stg_cycle') ~ " where cycle_no > " ~ through -%}
        {%- set first = run_query("select min(ran_at) from (" ~ cycles ~ ")").columns[0].values()[0] -%}
        decided_at >= timestamp '{{ first or 'infinity' }}' and decided_at in ({{ cycles }})
    {%- endif -%}
{%- endmacro %}

{# Settings of a mart that keeps changes from when they are decided. #}
{% macro once_decided() -%}
    {{ config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ forget_decided() }}"
    ) }}
    -- depends_on: {{ ref('int_world') }}
    -- depends_on: {{ ref('stg_cycle') }}
{%- endmacro %}

{% macro forget_decided() -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where {{ decided_since_built('true') }}
    {%- else -%}
        select 1
    {%- endif -%}
{%- endmacro %}

{# Settings of what a step looks up once for the marts that need it; a whole build leaves it empty. #}
{% macro for_this_step() -%}
    {{ config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook="{{ 'delete from ' ~ this if is_incremental() else 'select 1' }}"
    ) }}
{%- endmacro %}

{#
Whether a row meets a condition, and first whether it is near one that does: the places of those are
looked up in few columns, and what lies elsewhere is not read. `position` is what the rows are in
order of.
#}
{% macro placed(relation, position, condition) -%}
    {%- set found = run_query(
        "select min(" ~ position ~ "), max(" ~ position ~ ") from " ~ relation ~ " where " ~ condition
        ~ " group by " ~ position ~ " // 1000000"
    ) -%}
    {%- set places = [] -%}
    {%- for first, last in found.rows -%}
        {%- do places.append(
            position ~ " is null" if first is none
            else position ~ " between " ~ first ~ " and " ~ last
        ) -%}
    {%- endfor -%}
    ({{ places | join(' or ') or 'false' }}) and {{ condition }}
{%- endmacro %}
