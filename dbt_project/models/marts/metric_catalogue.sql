-- The definitions of every figure that the marts publish, gathered from the YAML files beside the models. Reports and
-- BI take labels, formulas and caveats from here, so that a figure means one thing everywhere.
with

defined as (

    select *
    from (
        values
            {{ metric_rows() }}
    ) as metrics (
        metric_code, label_vi, formula_vi, unit, direction, caveat_vi, schema_name, table_name, column_name,
        expression, row_filter
    )
    where metric_code is not null

),

final as (

    select
        cast(metric_code as varchar) as metric_code,
        cast(label_vi as varchar) as label_vi,
        cast(formula_vi as varchar) as formula_vi,
        cast(schema_name as varchar) as schema_name,
        cast(table_name as varchar) as table_name,
        cast(column_name as varchar) as column_name,
        cast(expression as varchar) as expression,
        cast(row_filter as varchar) as row_filter,
        cast(unit as varchar) as unit,
        case unit
            when 'ratio' then 'tỷ lệ (0–1)'
            when 'percent' then '%'
            when 'count' then 'số lượng'
            when 'indicator_unit' then 'theo chỉ tiêu'
            when 'gap_unit' then 'điểm % hoặc theo chỉ tiêu'
            when 'rank' then 'thứ hạng'
            when 'score' then 'điểm'
            when 'per_100' then 'trên 100 nhiệm vụ'
        end as unit_vi,
        cast(direction as varchar) as direction,
        case direction
            when 'higher' then 'càng cao càng tốt'
            when 'lower' then 'càng thấp càng tốt'
            when 'indicator' then 'theo chiều của chỉ tiêu'
            when 'neutral' then 'không phân tốt, xấu'
        end as direction_vi,
        cast(caveat_vi as varchar) as caveat_vi

    from defined

)

select * from final
order by metric_code
