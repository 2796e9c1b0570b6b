{{ config(materialized='table', post_hook=[
    "delete from {{ ref('int_touched') }}", "delete from {{ ref('int_touched_stock') }}"
]) }}

-- Made last: every mart that is built step by step is whole up to this cycle.
-- depends_on: {{ ref('int_touched') }}
-- depends_on: {{ ref('int_touched_stock') }}
-- depends_on: {{ ref('fct_stock') }}
-- depends_on: {{ ref('fct_stock_day') }}
-- depends_on: {{ ref('fct_stock_month') }}
-- depends_on: {{ ref('fct_stock_out') }}
-- depends_on: {{ ref('int_monthly_issue') }}
-- depends_on: {{ ref('fct_stock_line_ledger') }}
-- depends_on: {{ ref('fct_stock_movement_version') }}
-- depends_on: {{ ref('int_allocation') }}
-- depends_on: {{ ref('fct_item_usage') }}
-- depends_on: {{ ref('int_order_document') }}
-- depends_on: {{ ref('fct_order_line') }}
-- depends_on: {{ ref('fct_order') }}
-- depends_on: {{ ref('fct_transfer') }}
-- depends_on: {{ ref('int_transfer_line') }}
-- depends_on: {{ ref('fct_transfer_line') }}
select
    cycle_no,
    world,
    '{{ env_var('SYNCLINE_DBT_PROJECT', '') }}' as project
from {{ ref('int_world') }}
