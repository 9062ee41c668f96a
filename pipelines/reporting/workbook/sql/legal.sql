-- Acts that the plans of a year cite, most cited first; newest year first.
select
    plan_year,
    number,
    kind,
    issuer,
    issued_on,
    commune_count,
    mention_count,
    date_count,
    nullif(
        array_to_string(list_transform(contradicting_days, lambda day: strftime(day, '%d/%m/%Y')), '; '),
        ''
    ) as dates_vi,
    first_unit,
    first_page,
    first_source_path

from cited_acts($province, $years)
order by plan_year desc, commune_count desc, mention_count desc, act_key
