{{ for_this_step() }}

-- depends_on: {{ ref('int_touched') }}
select * from {{ ref('stg_transact') }}
where
    {% if is_step() -%}
    {{ placed(ref('stg_transact'), 'change_no', touched('transaction', 'transaction_key')) }}
    {%- else -%}
    false
    {%- endif %}
