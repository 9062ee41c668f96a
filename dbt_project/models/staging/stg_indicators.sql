with

source as (

    select * from {{ source('landing', 'ref_indicators') }}

),

renamed as (

    select
        indicator_code,
        name_vi,
        name_en,
        unit,
        case when direction like 'lower%' then 'lower' else 'higher' end as direction,
        indicator_group,
        area_code,
        definition_vi,
        change as own_change,
        headline_basis,
        coalesce(of_sectors, '') = 'yes' as is_of_sectors,
        coalesce(basis_by_default, '') = 'yes' as basis_by_default,
        lower(coalesce(is_core, 'false')) in ('true', 'yes', '1') as is_core

    from source

)

select * from renamed
