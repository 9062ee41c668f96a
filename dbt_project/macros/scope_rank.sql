{#- Which scope of a target comes first: the commune's own, then an unnamed one, then all levels, then any other. -#}
{% macro scope_rank(scope_level) -%}
case
            when {{ scope_level }} = 'commune' then 0
            when {{ scope_level }} is null then 1
            when {{ scope_level }} = 'all_levels' then 2
            else 3
        end
{%- endmacro %}
