with

loads as (

    select * from marts.office_workload
    where province_key = $province and list_contains($years, plan_year)

),

units as (

    select * from core.dim_commune

)

select
    loads.plan_year,
    loads.office_code,
    coalesce(loads.office_name_vi, 'Chưa có trong danh mục') as office_name_vi,
    case when loads.is_collective then 'x' end as is_collective_vi,
    loads.commune_code,
    shown_unit(units.unit_type, units.commune_name) as unit_name,
    coalesce(['I', 'II', 'III', 'IV'][loads.quarter], 'không rõ') as quarter_vi,
    loads.lead_count,
    loads.joint_lead_count,
    loads.coordination_count,
    loads.monitor_count,
    loads.plan_year || '/co-quan.html' || coalesce('#' || loads.office_code, '') as link

from loads
left join units
    on
        loads.commune_code = units.commune_code
        and stood_in(loads.plan_year, units.valid_from, units.valid_to)
order by
    loads.plan_year desc,
    office_name_vi collate vi,
    units.sort_key,
    loads.commune_code,
    loads.quarter nulls last
