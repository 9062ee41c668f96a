-- The dates under which one act is cited, where plans of the province contradict each other.
select
    plan_year,
    number,
    issuing_unit,
    issued_on,
    commune_count,
    document_id,
    source_path,
    page

from contradicting_dates($province, $years)
order by plan_year, number, act_key, commune_count desc, issued_on
