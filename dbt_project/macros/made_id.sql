{# The id of a record that the centre made, from its name: as sync/made_ids.py, which a test compares. #}
{% macro made_id(name) -%}
    {%- set digest = "sha1(from_hex('6f9619ff8b86d011b42d00c04fc964ff') || encode(" ~ name ~ "))" -%}
    list_transform(
        [{{ digest }}],
        lambda h: upper(
            h[1:12] || '5' || h[14:16]
            || '89ab'[(cast('0x' || h[17] as integer) & 3) + 1] || h[18:32]
        )
    )[1]
{%- endmacro %}
