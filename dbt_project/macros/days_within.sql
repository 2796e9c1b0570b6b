{# How many days of a stretch, both ends included, an open end meaning for ever, lie in another. #}
{% macro days_within(first, last, start, end) -%}
    greatest(least(coalesce({{ last }}, {{ end }}), {{ end }}) - greatest({{ first }}, {{ start }}) + 1, 0)
{%- endmacro %}
