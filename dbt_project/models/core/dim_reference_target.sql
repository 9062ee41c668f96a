with

source as (

    select * from {{ ref('stg_reference_targets') }}

),

provinces as (

    select * from {{ ref('stg_provinces') }}

),

final as (

    select
        source.indicator_code,
        source.level,
        provinces.province_key,
        source.province_code,
        source.document,
        source.value,
        source.comparator,
        source.due_from,
        source.due_year,
        source.kind,
        source.certainty,
        source.valid_from,
        source.valid_to

    from source
    left join provinces
        on
            source.province_code = provinces.province_code
            and coalesce(source.valid_from, date '9999-12-31')
            between provinces.valid_from_or_ever and provinces.valid_to_or_never

)

select * from final
order by indicator_code, level, province_code nulls first, due_year, document, kind
