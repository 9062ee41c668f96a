-- Findings of the asked documents, the gravest first.
select
    findings.finding_id,
    findings.document_id,
    findings.rule,
    rules.title_vi,
    findings.severity,
    findings.message_vi,
    findings.action_vi,
    findings.evidence,
    findings.page

from quality.finding as findings
left join quality.finding_rule as rules
    on findings.rule = rules.rule
where list_contains($documents, findings.document_id)
order by
    findings.document_id,
    gravity(findings.severity),
    findings.finding_index
