with

source as (

    select * from {{ ref('stg_reference_targets') }}

),

final as (

    select
        indicator_code,
        level,
        province_code,
        document,
        value,
        comparator,
        due_from,
        due_year,
        kind,
        certainty,
        valid_from,
        valid_to

    from source

)

select * from final
order by indicator_code, level, province_code nulls first, due_year, document, kind
