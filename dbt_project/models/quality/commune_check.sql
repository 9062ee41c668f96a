-- Every valid unit and year against the list of checks. A check speaks of the unit's effective plan (its separate annex
-- included); it does not apply where there is no such plan, or where the plan has nothing that it is about.
with

plan_states as (

    select * from {{ ref('int_plan_states') }}

),

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

rules as (

    select * from {{ ref('stg_commune_checks') }}

),

findings as (

    select * from {{ ref('finding') }}

),

plan_counts as (

    select * from {{ ref('int_plan_counts') }}

),

targets as (

    select * from {{ ref('int_effective_targets') }}
    where source_rank = 1

),

target_references as (

    select * from {{ ref('int_target_references') }}

),

checks as (

    select distinct
        check_code,
        check_order,
        title_vi,
        subject

    from rules

),

target_counts as (

    select
        targets.commune_code,
        targets.plan_year,
        count(coalesce(target_references.national_value, target_references.provincial_value)) as measured_count,
        count(
            case
                when
                    not {{ meets(
                        'targets.value',
                        'coalesce(target_references.national_value, target_references.provincial_value)',
                        'targets.direction'
                    ) }}
                    then 1
            end
        ) as below_count

    from targets
    left join target_references
        on
            targets.commune_code = target_references.commune_code
            and targets.plan_year = target_references.plan_year
            and targets.indicator_code = target_references.indicator_code
    group by targets.commune_code, targets.plan_year

),

checked_findings as (

    select
        documents.commune_code,
        documents.plan_year,
        rules.check_code,
        rules.effect,
        findings.finding_id,
        row_number() over (
            partition by documents.commune_code, documents.plan_year, rules.check_code
            order by
                case rules.effect when 'fails' then 1 else 2 end,
                documents.is_annex_part,
                findings.finding_index
        ) as finding_order

    from documents
    inner join findings
        on documents.document_id = findings.document_id
    inner join rules
        on findings.rule = rules.rule

),

finding_counts as (

    select
        commune_code,
        plan_year,
        check_code,
        count(*) as finding_count,
        count(case when effect = 'fails' then 1 end) as failing_count,
        min(case when finding_order = 1 then finding_id end) as finding_id

    from checked_findings
    group by commune_code, plan_year, check_code

),

judged as (

    select
        plan_states.province_key,
        plan_states.province_code,
        plan_states.province_name,
        plan_states.commune_code,
        plan_states.commune_name,
        plan_states.plan_year,
        plan_states.document_id,
        checks.check_code,
        checks.check_order,
        checks.title_vi,
        coalesce(finding_counts.finding_count, 0) as finding_count,
        finding_counts.finding_id,
        case
            when checks.check_code = 'has_plan'
                then
                    case plan_states.plan_state
                        when 'effective' then 'passed'
                        when 'unreadable' then 'review'
                        else 'failed'
                    end
            when plan_states.plan_state <> 'effective' then 'not_applicable'
            when checks.subject = 'tasks' and plan_counts.task_count = 0 then 'not_applicable'
            when checks.check_code = 'core_indicators'
                then
                    case
                        when plan_counts.core_count = 0 then 'not_applicable'
                        when plan_counts.core_present = plan_counts.core_count then 'passed'
                        else 'failed'
                    end
            when checks.subject = 'targets' and plan_counts.stated_count = 0 then 'not_applicable'
            when checks.check_code = 'reference_targets'
                then
                    case
                        when coalesce(target_counts.measured_count, 0) = 0 then 'not_applicable'
                        when target_counts.below_count > 0 then 'failed'
                        else 'passed'
                    end
            when finding_counts.failing_count > 0 then 'failed'
            when finding_counts.finding_count > 0 then 'review'
            else 'passed'
        end as status

    from plan_states
    cross join checks
    left join plan_counts
        on
            plan_states.commune_code = plan_counts.commune_code
            and plan_states.plan_year = plan_counts.plan_year
    left join target_counts
        on
            plan_states.commune_code = target_counts.commune_code
            and plan_states.plan_year = target_counts.plan_year
    left join finding_counts
        on
            plan_states.commune_code = finding_counts.commune_code
            and plan_states.plan_year = finding_counts.plan_year
            and checks.check_code = finding_counts.check_code

),

final as (

    select
        judged.province_key,
        judged.province_code,
        judged.province_name,
        judged.commune_code,
        judged.commune_name,
        judged.plan_year,
        judged.check_code,
        judged.check_order,
        judged.title_vi,
        judged.status,
        case judged.status
            when 'passed' then 'Đạt'
            when 'failed' then 'Chưa đạt'
            when 'review' then 'Cần rà soát'
            else 'Không áp dụng'
        end as status_vi,
        cast(judged.finding_count as integer) as finding_count,
        judged.finding_id,
        findings.message_vi,
        findings.page,
        judged.document_id

    from judged
    left join findings
        on judged.finding_id = findings.finding_id

)

select * from final
order by province_code, plan_year, commune_code, check_order
