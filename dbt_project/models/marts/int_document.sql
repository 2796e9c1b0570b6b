{{ config(materialized='view') }}

{{ documents(ref('stg_transact')) }}
