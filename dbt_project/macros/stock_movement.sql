{# What moves stock, which way and when: the one place that says so. #}
{% macro moves_stock(type, status) -%}
    (({{ type }} in ('si', 'ci', 'cc', 'sc') and {{ status }} in ('cn', 'fn'))
        or ({{ type }} = 'sr' and {{ status }} = 'fn'))
{%- endmacro %}

{% macro moved_packs(line_type, packs) -%}
    case {{ line_type }} when 'stock_in' then {{ packs }} when 'stock_out' then -{{ packs }} end
{%- endmacro %}
