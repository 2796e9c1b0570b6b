{# Bands of age from the days at which each ends: 0–7 days, 8–14 days, over 14 days. #}
{% macro age_bands() -%}
    {%- set found = [] -%}
    {%- set ends = var('transit_age_bands') -%}
    {%- for last in ends -%}
        {%- set first = 0 if loop.first else ends[loop.index0 - 1] + 1 -%}
        {%- do found.append({'name': first ~ '–' ~ last ~ ' days', 'first': first, 'last': last}) -%}
    {%- endfor -%}
    {%- set last = ends | last -%}
    {%- do found.append({'name': 'over ' ~ last ~ ' days', 'first': last + 1, 'last': none}) -%}
    {{ return(found) }}
{%- endmacro %}

{# The band of a number of days. #}
{% macro age_band(days) -%}
    case
    {%- for band in age_bands() %}
        when {{ days }} >= {{ band.first }}
            {%- if band.last is not none %} and {{ days }} <= {{ band.last }}{% endif %} then '{{ band.name }}'
    {%- endfor %}
    end
{%- endmacro %}
