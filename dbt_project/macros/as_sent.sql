{# A column of a change as it was sent: null where the row did not carry it, blank where it did. #}
{% macro as_sent(column) -%}
    coalesce(
    {%- for spelling in [column, column | lower, column | upper] | unique %}
        case when json_exists(data, '$."{{ spelling }}"')
            then coalesce(data ->> '$."{{ spelling }}"', '') end
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
    )
{%- endmacro %}
