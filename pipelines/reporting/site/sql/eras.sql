-- The province by its codes: in which of the years with plans it had which one. The map of units changed between them.
with

coverage as (

    select
        province_code,
        province_name,
        plan_year,
        mode(unit_since) as units_since,
        count(*) as commune_count

    from marts.plan_coverage
    where province_key = $province and list_contains($years, plan_year)
    group by province_code, province_name, plan_year

)

select
    province_code,
    province_name,
    min(plan_year) as first_year,
    max(plan_year) as last_year,
    arg_max(commune_count, plan_year) as commune_count

from coverage
group by province_code, province_name, units_since
order by first_year
