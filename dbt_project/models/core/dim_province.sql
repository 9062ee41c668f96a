with

source as (

    select * from {{ ref('stg_provinces') }}

),

final as (

    select
        province_key,
        province_code,
        province_name,
        unit_type,
        province_slug,
        decree,
        valid_from,
        valid_to,
        successor_key

    from source

)

select * from final
order by province_code, valid_from nulls first
