-- Provinces that have any folder, by every plan year that a folder or a plan names.
with

files as (

    select * from {{ ref('stg_files') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

named_years as (

    select
        folder_province_code as province_code,
        folder_year as plan_year

    from files
    union
    select
        province_code,
        plan_year

    from documents

),

final as (

    select
        province_code,
        plan_year,
        {{ unit_day('plan_year') }} as unit_day

    from named_years
    where
        province_code is not null
        and plan_year between 1990 and 2099

)

select * from final
