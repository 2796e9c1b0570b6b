{#
Marts that follow the history are built step by step: what a cycle touched is taken out and made
again, the rest stays. `int_touched` says what was touched since `int_built` last said that a build
was whole; a build that broke off is repeated with what it had to do, and with what came since.
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
{%- endmacro %}

{% macro forget(kind, columns) -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where {{ is_touched(kind, columns) }}
    {%- else -%}
        select 1
    {%- endif -%}
{%- endmacro %}

{# Whether a row is to be made again: in a whole build every one. #}
{% macro touched(kind, columns) -%}
    {{ is_touched(kind, columns) if is_incremental() else 'true' }}
{%- endmacro %}

{% macro is_touched(kind, columns) -%}
    {%- set ids = 'store_id, item_id' if kind == 'pair' else 'id' -%}
    {%- set columns = columns.split(', ') -%}
    ({{ columns[0] }}{% if columns | length > 1 %}, coalesce({{ columns[1] }}, ''){% endif %})
    in (select {{ ids }} from {{ ref('int_touched') }} where kind = '{{ kind }}')
{%- endmacro %}

{# A mart as the last build left it; nothing before the first build, or when all is built again. #}
{% macro as_built(name) -%}
    {{ return(
        adapter.get_relation(database=target.database, schema='marts', identifier=name)
        if is_incremental()
    ) }}
{%- endmacro %}

{# What is there now, and what the last build made of it: that may be gone since. #}
{% macro and_as_built(source, name, columns) -%}
    select {{ columns }} from {{ source }}
    {%- set built = as_built(name) %}
    {%- if built %} union all select {{ columns }} from {{ built }}{% endif %}
{%- endmacro %}
