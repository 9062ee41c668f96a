with

source as (

    select * from {{ ref('stg_communes') }}

),

final as (

    select
        commune_code,
        province_code,
        commune_name,
        -- numbers padded, so that "Tổ 10" comes after "Tổ 2"; then the order of the Vietnamese alphabet
        icu_sort_key(
            regexp_replace(
                regexp_replace(commune_name, '(\d+)', '00000\1', 'g'), '0*(\d{6})(\D|$)', '\1\2', 'g'
            ),
            'vi'
        ) as sort_key,
        strip_accents(replace(lower(commune_name), 'đ', 'd')) as search_key,
        unit_type,
        district,
        decree,
        valid_from,
        valid_to

    from source

)

select * from final
order by commune_code, valid_from nulls first, province_code
