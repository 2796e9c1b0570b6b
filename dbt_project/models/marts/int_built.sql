{{ config(materialized='table', post_hook="delete from {{ ref('int_touched') }}") }}

-- Made last: every mart that is built step by step is whole up to this cycle.
-- depends_on: {{ ref('int_touched') }}
-- depends_on: {{ ref('fct_stock') }}
-- depends_on: {{ ref('fct_stock_day') }}
-- depends_on: {{ ref('fct_stock_out') }}
-- depends_on: {{ ref('int_monthly_issue') }}
-- depends_on: {{ ref('fct_stock_line_ledger') }}
-- depends_on: {{ ref('fct_stock_movement_version') }}
select
    cycle_no,
    world,
    '{{ env_var('SYNCLINE_DBT_PROJECT', '') }}' as project
from {{ ref('int_world') }}
