with

source as (

    select * from {{ source('landing', 'document_copies') }}

),

provinces as (

    select * from {{ ref('stg_provinces') }}

),

folders as (

    select
        province_slug,
        max(province_key) as province_key,
        max(successor_key) as successor_key,
        max(valid_to_or_never) as last_day

    from provinces
    group by province_slug

),

-- a province's name outlives its code: the folder's year says which one is meant. In a year that begins after a province
-- has ended its folder is that of the province it went into
folder_provinces as (

    select
        source.source_path,
        max(provinces.province_code) as province_code,
        max(provinces.province_key) as province_key

    from source
    inner join folders
        on source.province_slug = folders.province_slug
    inner join provinces
        on
            make_date(source.folder_year, 12, 31)
            between provinces.valid_from_or_ever and provinces.valid_to_or_never
            and case
                when folders.last_day < make_date(source.folder_year, 1, 1)
                    then folders.successor_key = provinces.province_key
                else source.province_slug = provinces.province_slug
            end
    where source.folder_year between 1 and 9999
    group by source.source_path

),

final as (

    select
        source.document_id,
        source.source_path,
        source.file_name,
        source.sha256,
        source.media_type,
        source.size_bytes,
        source.province_slug,
        folder_provinces.province_code as folder_province_code,
        coalesce(folder_provinces.province_key, folders.province_key) as folder_province_key,
        source.folder_year,
        source.received_on,
        source.manifest_commune_code,
        source.copy_rank = 1 as is_counted

    from source
    left join folder_provinces
        on source.source_path = folder_provinces.source_path
    left join folders
        on source.province_slug = folders.province_slug

)

select * from final
