{#
Columns of a change as they were sent: null where the row did not carry it, blank where it did.
`sent` reads the change once for all of them, as `said`; `as_sent` is one of them.
#}
{% macro sent(columns) -%}
    json_extract(data, ['$."{{ columns | join("\"', '$.\"") }}"']) as said
{%- endmacro %}

{% macro as_sent(columns, column) -%}
    {%- set found = 'said[' ~ (columns.index(column) + 1) ~ ']' -%}
    case when {{ found }} is not null then coalesce({{ found }} ->> '$', '') end
{%- endmacro %}
