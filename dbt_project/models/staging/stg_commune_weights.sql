with

source as (

    select * from {{ source('landing', 'ref_commune_weights') }}

),

renamed as (

    select
        commune_code,
        cast(plan_year as integer) as plan_year,
        cast(weight as double precision) as weight

    from source

)

select * from renamed
