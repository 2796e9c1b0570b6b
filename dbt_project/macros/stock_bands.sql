{# Months of stock: what is there over average monthly consumption; null where that is not defined. #}
{% macro months_of_stock(units, amc) -%}
    case when {{ units }} >= 0 and {{ amc }} > 0 then {{ units }} / {{ amc }} end
{%- endmacro %}

{# The band that months of stock fall in, compared unrounded. #}
{% macro stock_band(units, amc) -%}
    case
        when {{ units }} < 0 then 'data_error_negative_stock'
        when {{ units }} = 0 and {{ amc }} > 0 then 'stocked_out'
        when {{ units }} = 0 then 'no_stock_no_use'
        when {{ amc }} <= 0 then 'no_consumption'
        when {{ units }} / {{ amc }} < {{ var('min_months') }} then 'understocked'
        when {{ units }} / {{ amc }} > {{ var('max_months') }} then 'overstocked'
        when {{ units }} is not null then 'adequate'
    end
{%- endmacro %}

{# Units that bring stock up to its maximum, once it is no higher than its minimum. #}
{% macro suggested_order(available, amc) -%}
    {%- set most = var('max_months') -%}
    {%- set least_months = var('min_months') or most -%}
    case
        when {{ available }} is null or {{ amc }} is null then null
        when {{ amc }} <= 0 or {{ most }} = 0 or {{ available }} > {{ least_months }} * {{ amc }} then 0
        else ceil(round({{ most }} * {{ amc }} - {{ available }}, 6))
    end
{%- endmacro %}
