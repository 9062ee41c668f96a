with

identities as (

    select * from {{ source('landing', 'ref_province_identities') }}

),

source as (

    select * from {{ source('landing', 'ref_provinces') }}

),

renamed as (

    select
        -- a province that nobody gave another identity is the one of its folder
        coalesce(identities.province_key, source.slug) as province_key,
        source.code as province_code,
        source.name as province_name,
        source.unit_type,
        source.slug as province_slug,
        source.decree,
        identities.successor_key,
        cast(source.valid_from as date) as valid_from,
        cast(source.valid_to as date) as valid_to,
        coalesce(cast(source.valid_from as date), date '1900-01-01') as valid_from_or_ever,
        coalesce(cast(source.valid_to as date), date '9999-12-31') as valid_to_or_never

    from source
    left join identities
        on source.slug = identities.slug

)

select * from renamed
