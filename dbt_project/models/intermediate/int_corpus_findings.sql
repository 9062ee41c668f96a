-- What only shows when plans are held against each other, in the form of the findings that one plan gives by itself.
with

acts as (

    select * from {{ ref('int_findings_of_acts') }}

),

versions as (

    select * from {{ ref('int_findings_of_versions') }}

),

levels as (

    select * from {{ ref('int_findings_of_levels') }}

),

wording as (

    select * from {{ ref('int_findings_of_wording') }}

),

rules as (

    select * from {{ ref('stg_finding_rules') }}

),

found as (

    select document_id, rule, subject, task_id, evidence, page, bbox, detail from acts
    union all
    select document_id, rule, subject, task_id, evidence, page, bbox, detail from versions
    union all
    select document_id, rule, subject, task_id, evidence, page, bbox, detail from levels
    union all
    select document_id, rule, subject, task_id, evidence, page, bbox, detail from wording

),

final as (

    select
        found.document_id || '-x' || left(md5(found.rule || '/' || found.subject), 8) as finding_id,
        found.document_id,
        found.task_id,
        row_number() over (partition by found.document_id order by found.rule, found.subject) as place,
        found.rule,
        rules.severity,
        replace(replace(rules.message_vi, '{evidence}', coalesce(found.evidence, '')), '{detail}', found.detail)
            as message_vi,
        rules.action_vi,
        found.evidence,
        found.page,
        found.bbox,
        found.detail

    from found
    -- a rule that the province has taken out of the catalogue is not raised
    inner join rules
        on found.rule = rules.rule

)

select * from final
