{# A number as a person writes it: 6 rather than 6.0, 2.5 as it is. #}
{% macro plain_number(column) -%}
    regexp_replace(cast(round({{ column }}, 4) as varchar), '\.0$', '')
{%- endmacro %}
