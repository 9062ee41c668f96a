with

source as (

    select * from {{ ref('stg_communes') }}

),

provinces as (

    select * from {{ ref('stg_provinces') }}

),

final as (

    select
        source.commune_code,
        provinces.province_key,
        source.province_code,
        source.commune_name,
        -- numbers padded, so that "Tổ 10" comes after "Tổ 2"; then the order of the Vietnamese alphabet
        icu_sort_key(
            regexp_replace(
                regexp_replace(source.commune_name, '(\d+)', '00000\1', 'g'), '0*(\d{6})(\D|$)', '\1\2', 'g'
            ),
            'vi'
        ) as sort_key,
        strip_accents(replace(lower(source.commune_name), 'đ', 'd')) as search_key,
        source.unit_type,
        source.district,
        source.decree,
        source.valid_from,
        source.valid_to

    from source
    left join provinces
        on
            source.province_code = provinces.province_code
            and source.valid_to_or_never between provinces.valid_from_or_ever and provinces.valid_to_or_never

)

select * from final
order by commune_code, valid_from nulls first, province_code
