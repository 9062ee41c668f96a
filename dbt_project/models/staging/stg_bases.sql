with

source as (

    select * from {{ source('landing', 'ref_bases') }}

),

renamed as (

    select
        basis,
        cast(basis_order as integer) as basis_order,
        label_vi

    from source

)

select * from renamed
