{# A number for a key, as the centre keeps it beside each record: looking it up reads far less. #}
{% macro short_key(column) -%} md5_number_lower({{ column }}) {%- endmacro %}
