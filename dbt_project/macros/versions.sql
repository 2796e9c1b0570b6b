{#
The versions of a record from its changes: columns that a change does not carry stay as they were,
and a version holds from when it arrived until the next one did. A record that is made again after
its deletion starts anew.
#}
{% macro versions(changes, key, columns) -%}
    select
        {{ key }},
        site_id,
        is_deletion,
        written_at,
        {%- for column in columns %}
        last_value({{ column }} ignore nulls) over life as {{ column }},
        {%- endfor %}
        max(arrived_at) over life as known_from,
        lead(arrived_at) over (partition by {{ key }} order by change_no) as next_at
    from (
        select
            *,
            count(*) filter (is_deletion) over (
                partition by {{ key }} order by change_no
                rows between unbounded preceding and 1 preceding
            ) as lives
        from {{ changes }}
    )
    window life as (partition by {{ key }}, lives order by change_no)
{%- endmacro %}
