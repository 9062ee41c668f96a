{#- Group of values that may be averaged: the basis that the words name. Where the catalogue says so, words that name none
    (or both) mean the indicator's headline basis; an indicator without a headline basis has one group. -#}
{% macro basis_group(basis, headline_basis, basis_by_default) -%}
case
            when {{ headline_basis }} is null then null
            when coalesce({{ basis }}, 'unspecified') <> 'unspecified' then {{ basis }}
            when {{ basis_by_default }} then {{ headline_basis }}
            else 'unspecified'
        end
{%- endmacro %}


{#- Whether a value is possible: shares of a whole lie between 0 and 100, nothing is below zero. -#}
{% macro is_possible(value, unit) -%}
({{ value }} >= 0 and ({{ unit }} not in ('percent', 'percentage_point') or {{ value }} <= 100))
{%- endmacro %}
