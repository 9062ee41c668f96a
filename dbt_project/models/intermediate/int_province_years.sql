-- Provinces that have any folder, by every plan year that a folder or a plan names. `province_key` is one identity through
-- changes of code; a code is one province only together with a year.
with

files as (

    select * from {{ ref('stg_files') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

provinces as (

    select * from {{ ref('stg_provinces') }}

),

-- a code outlives its province: the name of a document's province says which one is meant
named_provinces as (

    select distinct
        province_code,
        province_name,
        province_key

    from provinces

),

named_years as (

    select
        folder_province_code as province_code,
        folder_year as plan_year,
        null as province_key

    from files
    union
    select
        documents.province_code,
        documents.plan_year,
        named_provinces.province_key

    from documents
    left join named_provinces
        on
            documents.province_code = named_provinces.province_code
            and documents.province_name = named_provinces.province_name

),

dated_years as (

    select
        province_code,
        plan_year,
        province_key,
        {{ unit_day('plan_year') }} as unit_day

    from named_years
    where
        province_code is not null
        and plan_year between 1990 and 2099

),

-- a plan of Quảng Bình for 2025 names no year of the Quảng Trị that has its code since July
final as (

    select distinct
        provinces.province_key,
        dated_years.province_code,
        provinces.province_name,
        dated_years.plan_year,
        dated_years.unit_day

    from dated_years
    inner join provinces
        on
            dated_years.province_code = provinces.province_code
            and dated_years.unit_day between provinces.valid_from_or_ever and provinces.valid_to_or_never
    where
        dated_years.province_key is null
        or dated_years.province_key = provinces.province_key

)

select * from final
