{# Bands of age from the days at which each ends: 0–7 days, 8–14 days, over 14 days. #}
{% macro age_band(days) -%}
    {%- set bands = var('transit_age_bands') -%}
    case
    {%- for last in bands %}
        when {{ days }} <= {{ last }}
            then '{{ 0 if loop.first else bands[loop.index0 - 1] + 1 }}–{{ last }} days'
    {%- endfor %}
        when {{ days }} is not null then 'over {{ bands | last }} days'
    end
{%- endmacro %}
