with

documents as (

    select * from {{ ref('dim_document') }}

),

findings as (

    select * from {{ ref('finding') }}

),

tasks as (

    select * from {{ ref('fct_task') }}

),

counts as (

    select
        document_id,
        count(case when severity = 'error' then 1 end) as error_count,
        count(case when severity = 'warning' then 1 end) as warning_count,
        count(case when severity = 'info' then 1 end) as info_count

    from findings
    group by document_id

),

task_counts as (

    select
        document_id,
        count(*) as task_count

    from tasks
    group by document_id

),

worst_rules as (

    select
        document_id,
        rule,
        row_number() over (
            partition by document_id
            order by
                case severity when 'error' then 1 when 'warning' then 2 else 3 end,
                count(*) desc,
                rule
        ) as rule_order

    from findings
    group by document_id, severity, rule

),

final as (

    select
        documents.document_id,
        documents.source_path,
        documents.province_key,
        documents.province_code,
        documents.commune_code,
        documents.commune_name,
        documents.plan_year,
        documents.is_effective,
        cast(coalesce(counts.error_count, 0) as integer) as error_count,
        cast(coalesce(counts.warning_count, 0) as integer) as warning_count,
        cast(coalesce(counts.info_count, 0) as integer) as info_count,
        cast(
            greatest(
                0,
                100
                - 15 * coalesce(counts.error_count, 0)
                - 5 * coalesce(counts.warning_count, 0)
                - coalesce(counts.info_count, 0)
            ) as integer
        ) as score,
        100.0 * cast(
            coalesce(counts.error_count, 0) + coalesce(counts.warning_count, 0) + coalesce(counts.info_count, 0)
            as double precision
        ) / nullif(task_counts.task_count, 0) as findings_per_100_tasks,
        worst_rules.rule as worst_finding

    from documents
    left join counts
        on documents.document_id = counts.document_id
    left join task_counts
        on documents.document_id = task_counts.document_id
    left join worst_rules
        on
            documents.document_id = worst_rules.document_id
            and worst_rules.rule_order = 1

)

select * from final
order by document_id
