with

source as (

    select * from {{ source('landing', 'ref_commune_checks') }}

),

renamed as (

    select
        check_code,
        cast(check_order as integer) as check_order,
        title_vi,
        subject,
        rule,
        effect

    from source

)

select * from renamed
