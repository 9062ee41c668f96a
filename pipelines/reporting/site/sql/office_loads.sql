select
    plan_year,
    office_code,
    any_value(office_name_vi) as office_name_vi,
    bool_or(is_collective) as is_collective,
    quarter,
    count(distinct commune_code) as commune_count,
    sum(lead_count) as lead_count,
    sum(joint_lead_count) as joint_lead_count,
    sum(coordination_count) as coordination_count,
    sum(monitor_count) as monitor_count

from marts.office_workload
where province_key = $province and list_contains($years, plan_year)
group by plan_year, office_code, quarter
order by plan_year, office_code nulls last, quarter nulls last
