{# The day on which units run out at the average daily use; null where nothing is used. #}
{% macro lasts_until(units, amc, from_day) -%}
    case when {{ amc }} > 0
        then {{ from_day }} + cast(least(floor(greatest({{ units }}, 0) * {{ var('days_in_month') }} / {{ amc }}), 36500) as integer)
    end
{%- endmacro %}
