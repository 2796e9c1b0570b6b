{{ config(materialized='view') }}

{{ document_lines(ref('stg_trans_line')) }}
