{#- A number as Vietnamese readers write it: decimal comma, no trailing zeros. -#}
{% macro show_number(value) -%}
replace(rtrim(rtrim(cast(cast({{ value }} as decimal(18, 2)) as varchar), '0'), '.'), '.', ',')
{%- endmacro %}


{#- A day as Vietnamese offices write it; the months from March to September without a zero (Decree 30/2020/NĐ-CP). -#}
{% macro show_day(day) -%}
strftime({{ day }}, '%d/')
|| case when month({{ day }}) < 3 then '0' else '' end
|| cast(month({{ day }}) as varchar) || strftime({{ day }}, '/%Y')
{%- endmacro %}
