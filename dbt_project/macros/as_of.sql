{#- True for a document that was known on the as-of date: issued by then and received by then. A day that nobody wrote
    down holds nothing back. -#}
{% macro known_as_of(issued_on, received_on) -%}
{%- if var('as_of_date') -%}
coalesce({{ issued_on }} <= date '{{ var("as_of_date") }}', true)
        and coalesce({{ received_on }} <= date '{{ var("as_of_date") }}', true)
{%- else -%}
true
{%- endif -%}
{%- endmacro %}


{#- Day on which the units of a plan year are looked up: its 31 December, or the as-of date when that is earlier. -#}
{% macro unit_day(plan_year) -%}
{%- if var('as_of_date') -%}
least(make_date({{ plan_year }}, 12, 31), date '{{ var("as_of_date") }}')
{%- else -%}
make_date({{ plan_year }}, 12, 31)
{%- endif -%}
{%- endmacro %}
