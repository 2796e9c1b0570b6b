{% for band in age_bands() %}
select
    '{{ band.name }}' as age_band,
    cast({{ band.first }} as bigint) as first_day,
    cast({{ band.last if band.last is not none else 'null' }} as bigint) as last_day
{{ 'union all' if not loop.last }}
{% endfor %}
