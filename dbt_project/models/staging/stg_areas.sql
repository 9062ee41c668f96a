with

source as (

    select * from {{ source('landing', 'ref_areas') }}

),

renamed as (

    select
        area_code,
        name_vi,
        cast("order" as integer) as area_order

    from source

)

select * from renamed
