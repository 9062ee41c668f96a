with

source as (

    select * from {{ ref('stg_offices') }}

),

final as (

    select
        office_code,
        name_vi,
        office_family,
        is_collective

    from source

)

select * from final
order by office_code
