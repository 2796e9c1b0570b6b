{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}

-- depends_on: {{ ref('int_world') }}
-- depends_on: {{ ref('stg_transact') }}
-- What has to be made again since the last whole build: what changed, and what it is or was part
-- of. Of orders and transfers it takes in all their invoices.
{% set invoices = "transaction_key in (select key from " ~ ref('int_changed_document') ~ " where table_name = 'transact')" %}
with document as (select table_name, id from {{ ref('int_changed_document') }}),

part as (select id from {{ ref('int_changed') }} where {{ is_line() }}),

invoice as (
    select requisition_id, linked_transaction_id from {{ ref('stg_transact') }}
    where {{ placed(ref('stg_transact'), 'change_no', invoices) if is_incremental() else 'false' }}
),

answer as (
    select id from document where table_name = 'requisition'
    union
    select requisition_id from {{ ref('stg_requisition') }}
    where linked_requisition_id in (select id from document where table_name = 'requisition')
    union
    select requisition_id from invoice where requisition_id is not null
    {{ or_as_built('int_order_document', 'order_id', '(table_name, document_id) in (from document)') }}
    {{ or_as_built('int_order_document', 'order_id', "kind = 'invoice' and document_id in (select linked_transaction_id from invoice)") }}
),

pair as (
    {{ touched_transfers() }}
),

transaction as (
    select id from document where table_name = 'transact'
    union
    select initiating_id from pair where initiating_table = 'transact'
    union
    select unnest([responding_id, second_id]) from pair where responding_table = 'transact'
    {{ or_as_built('int_order_document', 'document_id', "table_name = 'transact' and order_id in (from answer)") }}
),

found as (
    select 'transaction' as kind, id, {{ short_key('id') }} as key from transaction
    union
    select 'order', id, null from answer
    union
    select 'transfer', concat_ws('|', initiating_table, initiating_id), null from pair
    union
    select 'stock_line', id, null from {{ ref('int_changed') }} where table_name = 'item_line'
    {%- if is_incremental() and built_through() is none %}
    union
    select 'all', null, null
    {%- endif %}
)

select * from found
{% if is_incremental() -%}
except
select * from {{ this }}
{%- endif %}
