{#- Which scope of a target comes first: the commune's own, then an unnamed one, then all levels, then any other. -#}
{% macro scope_rank(scope_level) -%}
case
            when {{ scope_level }} = 'commune' then 0
            when {{ scope_level }} is null then 1
            when {{ scope_level }} = 'all_levels' then 2
            else 3
        end
{%- endmacro %}


{#- Order of the targets that one plan states for one indicator, the one that counts first: no part of another target of
    the same indicator, the commune's scope, no nested clause, body before table, the plan before its annex, first said. -#}
{% macro best_target_first() -%}
is_part_of_same,
                scope_rank,
                is_nested,
                place_rank,
                is_annex_part,
                target_index,
                target_id
{%- endmacro %}
