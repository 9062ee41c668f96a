with

source as (

    select * from {{ source('landing', 'ref_offices') }}

),

renamed as (

    select
        office_code,
        name_vi,
        office_family,
        lower(is_collective) in ('true', 'yes', '1') as is_collective

    from source

)

select * from renamed
