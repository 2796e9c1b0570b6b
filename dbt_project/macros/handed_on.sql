{#
Who gives what to whom: everybody who gives is laid end to end, and so is everybody who takes, in
the order given; where two stretches overlap, so much goes from the one to the other. No unit is
given or taken twice. Needs CTEs `gives` and `takes` (store_id, item_id, region, units).
#}
{% macro handed_on() -%}
given as (
    select *, sum(units) over (partition by item_id, region order by priority, store_id) as upto
    from gives where units > 0
),
taken as (
    select *, sum(units) over (partition by item_id, region order by priority, store_id) as upto
    from takes where units > 0
),
handed_on as (
    select
        given.item_id,
        given.region,
        given.store_id as from_store_id,
        taken.store_id as to_store_id,
        given.units as spare_units,
        taken.units as needed_units,
        least(given.upto, taken.upto)
        - greatest(given.upto - given.units, taken.upto - taken.units) as units
    from given
    inner join taken
        on
            given.item_id = taken.item_id and given.region is not distinct from taken.region
            and given.upto > taken.upto - taken.units and taken.upto > given.upto - given.units
    where given.store_id <> taken.store_id
)
{%- endmacro %}
