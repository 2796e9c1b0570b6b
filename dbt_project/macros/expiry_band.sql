{# The band that a batch expires in: expired, within so many months, later, or no date. #}
{% macro expiry_band(expiry_on) -%}
    {%- set today = "cast(" ~ var('now') ~ " as date)" -%}
    case
        when {{ expiry_on }} is null then 'no expiry date'
        when {{ expiry_on }} < {{ today }} then 'expired'
    {%- for months in var('expiry_months') %}
        when {{ expiry_on }} <= {{ today }} + interval {{ months }} month then 'within {{ months }} months'
    {%- endfor %}
        else 'later'
    end
{%- endmacro %}
