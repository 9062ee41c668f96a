select
    commune_code,
    plan_year,
    check_code,
    check_order,
    title_vi,
    status,
    status_vi,
    finding_count,
    message_vi,
    page

from quality.commune_check
where province_key = $province and list_contains($years, plan_year)
order by plan_year, commune_code, check_order
