-- Acts that the plans of a year cite, most cited first.
select
    plan_year,
    number,
    kind,
    issuer,
    issued_on,
    commune_count,
    mention_count,
    date_count,
    first_document_id,
    first_unit,
    first_source_path,
    first_page

from cited_acts($province, $years)
order by plan_year, commune_count desc, mention_count desc, act_key
