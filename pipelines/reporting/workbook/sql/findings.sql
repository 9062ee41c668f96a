-- Points to look at in the plans that stand for the units, the gravest first within a unit; newest year first.
with

plans as (

    -- the plan of every unit and the annex that arrived apart from it
    select
        coverage.plan_year,
        coverage.commune_code,
        shown_unit(coverage.unit_type, coverage.commune_name) as unit_name,
        coalesce(units.sort_key, coverage.commune_name) as sort_key,
        documents.document_id,
        documents.source_path

    from marts.plan_coverage as coverage
    inner join core.dim_document as documents
        on coverage.document_id in (documents.document_id, documents.body_document_id)
    left join core.dim_commune as units
        on
            coverage.commune_code = units.commune_code
            and coalesce(units.valid_from, date '0001-01-01') <= make_date(coverage.plan_year, 12, 31)
            and coalesce(units.valid_to, date '9999-12-31') > make_date(coverage.plan_year, 12, 31)
    where
        coverage.province_key = $province
        and list_contains($years, coverage.plan_year)
        and coverage.plan_state = 'effective'

)

select
    plans.plan_year,
    plans.commune_code,
    plans.unit_name,
    case findings.severity when 'error' then 'Lỗi' when 'warning' then 'Cảnh báo' else 'Thông tin' end
        as severity_vi,
    rules.title_vi,
    findings.message_vi,
    findings.page,
    findings.evidence,
    findings.action_vi,
    plans.source_path,
    findings.rule,
    findings.finding_id,
    plans.plan_year || '/don-vi/' || plans.commune_code || '.html#phat-hien' as link

from plans
inner join quality.finding as findings
    on plans.document_id = findings.document_id
left join quality.finding_rule as rules
    on findings.rule = rules.rule
order by
    plans.plan_year desc,
    plans.sort_key,
    plans.commune_code,
    case findings.severity when 'error' then 1 when 'warning' then 2 else 3 end,
    plans.source_path,
    findings.finding_index
