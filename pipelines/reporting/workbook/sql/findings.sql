-- Points to look at in the plans that stand for the units, the gravest first within a unit; newest year first.
with

plans as (

    select * from effective_plans($province, $years)

)

select
    plans.plan_year,
    plans.commune_code,
    plans.unit_name,
    capitalised({severity:findings.severity}) as severity_vi,
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
    gravity(findings.severity),
    plans.source_path,
    findings.finding_index
