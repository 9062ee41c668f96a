-- Provinces whose communes have at least one plan, readable or not: one row for each identity, under the name, code and
-- folder of its last era.
with

covered as (

    select distinct province_key
    from marts.plan_coverage
    where plan_state <> 'missing'

),

provinces as (

    select
        *,
        row_number() over (partition by province_key order by valid_to desc nulls first) as version_order
    from core.dim_province

)

select
    provinces.province_key,
    provinces.province_code,
    provinces.province_name,
    provinces.province_slug,
    provinces.unit_type

from covered
inner join provinces
    on
        covered.province_key = provinces.province_key
        and provinces.version_order = 1
order by provinces.province_key
