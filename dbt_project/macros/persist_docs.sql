{#- What a BI tool shows beside a table or column: label and explanation in Vietnamese, then the English description. -#}
{% macro reader_comment(meta, description) -%}
{{ meta['label_vi'] }} — {{ meta['description_vi'] }} | {{ description }}
{%- endmacro %}


{#- dbt's own persist_docs stores the description alone; readers here are Vietnamese, so label and meta come first. -#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if for_relation and config.persist_relation_docs() -%}
        {%- set text = cchc.reader_comment(model.config.meta, model.description) -%}
        {%- do run_query(alter_relation_comment(relation, text)) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() and model.columns -%}
        {%- set described = {} -%}
        {%- for name, column in model.columns.items() -%}
            {%- set text = cchc.reader_comment(column.meta, column.description) -%}
            {%- do described.update({name: {'name': name, 'description': text, 'quote': column.quote}}) -%}
        {%- endfor -%}
        {%- do run_query(alter_column_comment(relation, described)) -%}
    {%- endif -%}
{%- endmacro %}
