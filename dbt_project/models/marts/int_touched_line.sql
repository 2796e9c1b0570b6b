{{ for_this_step() }}

-- depends_on: {{ ref('int_touched') }}
select * from {{ ref('stg_trans_line') }}
where
    {% if is_step() -%}
    {% set ids = "(select id from " ~ ref('int_touched') ~ " where kind = 'transaction')" -%}
    {{ placed(ref('stg_trans_line'), 'change_no', "transaction_id in " ~ ids) }}
    {%- else -%}
    false
    {%- endif %}
