-- Every published column with its type and texts, gathered from the YAML files beside the models: what a BI tool needs
-- to show a table without anybody typing its labels again.
with

described as (

    select *
    from (
        values
            {{ dictionary_rows() }}
    ) as columns_of_yaml (
        schema_name, table_name, column_order, column_name, data_type, label_vi, description_vi, description_en
    )
    where table_name is not null

),

final as (

    select
        cast(schema_name as varchar) as schema_name,
        cast(table_name as varchar) as table_name,
        cast(column_order as integer) as column_order,
        cast(column_name as varchar) as column_name,
        cast(data_type as varchar) as data_type,
        cast(label_vi as varchar) as label_vi,
        cast(description_vi as varchar) as description_vi,
        cast(description_en as varchar) as description_en,
        -- known for the views of schema bi, which are described when the file is published
        cast(null as varchar) as grain_vi,
        cast(null as varchar) as example_vi

    from described

)

select * from final
order by schema_name, table_name, column_order
