with

source as (

    select * from {{ ref('stg_communes') }}

),

final as (

    select
        commune_code,
        province_code,
        commune_name,
        unit_type,
        district,
        decree,
        valid_from,
        valid_to

    from source

)

select * from final
order by commune_code, valid_from nulls first, province_code
