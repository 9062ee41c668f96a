-- Units and plans by year; years without any plan are left out.
select
    plan_year,
    count(*) as commune_count,
    count(*) filter (where plan_state = 'effective') as plan_count

from marts.plan_coverage
where province_key = $province
group by plan_year
having count(*) filter (where plan_state <> 'missing') > 0
order by plan_year
