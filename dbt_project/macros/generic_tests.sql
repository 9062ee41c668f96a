{#- Every test returns whole rows of its model, so that a failing row can be led back to its document and page
    (quality.check_failure). dbt's own `unique`, `accepted_values` and `relationships` return values and counts: the
    tests of the same names below take their place. -#}
{% test unique(model, column_name) %}
select *
from {{ model }}
where {{ column_name }} in (
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} is not null
    group by {{ column_name }}
    having count(*) > 1
)
{% endtest %}


{% test accepted_values(model, column_name, values, quote=true) %}
select *
from {{ model }}
where {{ column_name }} not in (
    {%- for value in values -%}
        {%- if quote -%} '{{ value }}' {%- else -%} {{ value }} {%- endif -%}
        {%- if not loop.last -%}, {% endif -%}
    {%- endfor -%}
)
{% endtest %}


{% test relationships(model, column_name, to, field) %}
select child.*
from {{ model }} as child
left join {{ to }} as parent
    on child.{{ column_name }} = parent.{{ field }}
where
    child.{{ column_name }} is not null
    and parent.{{ field }} is null
{% endtest %}


{#- Rows of `model` that share their values of `columns` with another row; NULLs count as equal. -#}
{% test unique_combination(model, columns) %}
select rows_of_model.*
from {{ model }} as rows_of_model
inner join (
    select {{ columns | join(', ') }}
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
) as repeated
    on
        {% for column in columns -%}
            {% if not loop.first %}and {% endif %}rows_of_model.{{ column }} is not distinct from repeated.{{ column }}
        {% endfor %}
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
