{#- Whether a planned value reaches a reference, by the direction of the indicator; NULL when either is unknown. -#}
{% macro meets(value, reference, direction) -%}
case
    when {{ value }} is null or {{ reference }} is null then null
    when {{ direction }} = 'lower' then {{ value }} <= {{ reference }}
    else {{ value }} >= {{ reference }}
end
{%- endmacro %}


{#- Distance to a reference in the indicator's unit; positive is better than asked, whatever the direction. -#}
{% macro gap(value, reference, direction) -%}
case when {{ direction }} = 'lower' then {{ reference }} - {{ value }} else {{ value }} - {{ reference }} end
{%- endmacro %}


{#- A value by which larger is better, whatever the direction; for ranks only. -#}
{% macro goodness(value, direction) -%}
case when {{ direction }} = 'lower' then -{{ value }} else {{ value }} end
{%- endmacro %}
