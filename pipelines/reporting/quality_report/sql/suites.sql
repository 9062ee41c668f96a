select
    engine,
    count(*) as check_count,
    count(case when passed then 1 end) as passed_count

from quality.check_result
group by engine
order by engine
