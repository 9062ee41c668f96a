{#- How many values there are and how they lie, as the marts of a province name it: the headline figures and those by basis
    are the same sums over other values. Sums of decimals are exact. -#}
{% macro value_statistics() -%}
count(*) as target_count,
        avg(value) as mean_value,
        percentile_cont(0.5) within group (order by cast(value as double precision)) as median_value,
        min(value) as min_value,
        max(value) as max_value
{%- endmacro %}
