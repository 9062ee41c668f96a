with

source as (

    select * from {{ source('landing', 'ref_unit_successions') }}

),

renamed as (

    select
        old_code,
        old_province_code,
        new_code,
        relation,
        cast(effective_on as date) as effective_on

    from source

)

select * from renamed
