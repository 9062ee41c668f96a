with

source as (

    select * from {{ ref('stg_indicators') }}

),

final as (

    select
        indicator_code,
        name_vi,
        name_en,
        unit,
        direction,
        indicator_group,
        area_code,
        definition_vi,
        is_core,
        headline_basis

    from source

)

select * from final
order by indicator_code
