{#- Rows of `model` that share their values of `columns` with another row; NULLs count as equal. -#}
{% test unique_combination(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}


{#- Rows whose value lies outside [at_least, at_most]; NULL passes. -#}
{% test in_range(model, column_name, at_least=none, at_most=none) %}
select *
from {{ model }}
where
    {{ column_name }} is not null
    and (
        false
        {% if at_least is not none %}or {{ column_name }} < {{ at_least }}{% endif %}
        {% if at_most is not none %}or {{ column_name }} > {{ at_most }}{% endif %}
    )
{% endtest %}


{#- Rows for which the SQL condition is not true; a condition that is NULL passes. -#}
{% test holds(model, condition) %}
select *
from {{ model }}
where not ({{ condition }})
{% endtest %}
