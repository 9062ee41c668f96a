with

source as (

    select * from {{ source('landing', 'ref_targets') }}

),

renamed as (

    select
        indicator_code,
        level,
        province_code,
        document,
        comparator,
        kind,
        certainty,
        cast(value as decimal(18, 4)) as value,
        cast(due_from as integer) as due_from,
        cast(due_year as integer) as due_year,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to

    from source

)

select * from renamed
