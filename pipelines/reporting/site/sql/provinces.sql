-- Provinces whose communes have at least one plan, readable or not, in the official order of their names.
with

covered as (

    select distinct province_code
    from marts.plan_coverage
    where plan_state <> 'missing'

),

provinces as (

    select
        *,
        row_number() over (partition by province_code order by valid_to desc nulls first) as version_order
    from core.dim_province

)

select
    provinces.province_code,
    provinces.province_name,
    provinces.province_slug,
    provinces.unit_type

from covered
inner join provinces
    on
        covered.province_code = provinces.province_code
        and provinces.version_order = 1
order by provinces.province_slug, provinces.province_code
