{#- Rows of the metrics catalogue as an SQL list of values: `meta.metric` of every described column and `meta.metrics` of
    every model, in the order of schema, table and column. The definitions stand beside what they define, once. -#}
{% macro metric_rows() -%}
    {%- set rows = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model')
            | sort(attribute='unique_id') -%}
            {%- for column in node.columns.values() if column.meta.get('metric') -%}
                {%- do rows.append(cchc.metric_row(node, column.name, column.name, column.meta, column.meta.metric)) -%}
            {%- endfor -%}
            {%- for metric in node.config.meta.get('metrics', []) -%}
                {%- do rows.append(cchc.metric_row(node, metric.name, none, metric, metric)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ rows | join(',\n    ') or "(null, null, null, null, null, null, null, null, null, null, null)" }}
{%- endmacro %}


{%- macro metric_row(node, name, column_name, described, metric) -%}
    {%- set values = [
        node.name ~ '.' ~ name, described.label_vi, metric.formula_vi, metric.unit, metric.direction,
        metric.caveat_vi, node.schema, node.name, column_name, metric.get('expression', column_name),
        metric.get('filter')
    ] -%}
    ({{ cchc.literals(values) }})
{%- endmacro %}


{#- Every published column as an SQL list of values: schema, table, position, column, type and the three texts. -#}
{% macro dictionary_rows() -%}
    {%- set rows = [] -%}
    {%- if execute -%}
        {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | list -%}
        {%- for node in models + graph.sources.values() | list
            if node.schema in ('core', 'quality', 'marts') -%}
            {%- for column in node.columns.values() -%}
                {%- do rows.append('(' ~ cchc.literals([
                    node.schema, node.name, loop.index, column.name, column.data_type, column.meta.label_vi,
                    column.meta.description_vi, column.description
                ]) ~ ')') -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ rows | sort | join(',\n    ') or "(null, null, null, null, null, null, null, null)" }}
{%- endmacro %}


{%- macro literals(values) -%}
    {%- for value in values -%}
        {%- if value is none or value is undefined -%} null
        {%- elif value is number -%} {{ value }}
        {%- else -%} '{{ value | replace("'", "''") }}'
        {%- endif -%}
        {%- if not loop.last -%}, {% endif -%}
    {%- endfor -%}
{%- endmacro %}
