with

source as (

    select * from {{ ref('stg_areas') }}

),

final as (

    select
        area_code,
        name_vi,
        area_order

    from source

)

select * from final
order by area_order
