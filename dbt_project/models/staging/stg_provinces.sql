with

source as (

    select * from {{ source('landing', 'ref_provinces') }}

),

renamed as (

    select
        code as province_code,
        name as province_name,
        unit_type,
        slug as province_slug,
        decree,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        coalesce(cast(valid_from as date), date '1900-01-01') as valid_from_or_ever,
        coalesce(cast(valid_to as date), date '9999-12-31') as valid_to_or_never

    from source

)

select * from renamed
