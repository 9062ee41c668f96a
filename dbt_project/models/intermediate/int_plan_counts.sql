-- What the effective plan of a unit and year holds, counted once for coverage and checks. What only the five-year plan
-- behind it says does not count. An indicator that the plan states with a value that does not count (it contradicts
-- itself, it is a change, it waits for a review) is no missing one.
with

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

tasks as (

    select * from {{ ref('int_effective_tasks') }}

),

targets as (

    select * from {{ ref('stg_targets') }}
    where repeats_target_id is null

),

stated as (

    select * from {{ ref('int_stated_targets') }}
    where
        source_rank = 1
        and (counts_in_indicators or is_excluded)

),

indicators as (

    select * from {{ ref('stg_indicators') }}

),

plans as (

    select distinct
        commune_code,
        plan_year

    from documents

),

core_set as (

    select count(*) as core_count
    from indicators
    where is_core

),

task_counts as (

    select
        commune_code,
        plan_year,
        count(*) as task_count

    from tasks
    group by commune_code, plan_year

),

target_counts as (

    select
        documents.commune_code,
        documents.plan_year,
        count(*) as target_count

    from documents
    inner join targets
        on documents.document_id = targets.document_id
    group by documents.commune_code, documents.plan_year

),

statement_counts as (

    select
        stated.commune_code,
        stated.plan_year,
        count(*) as stated_count,
        count(case when stated.is_excluded then 1 end) as excluded_count,
        count(distinct case when indicators.is_core then stated.indicator_code end) as core_present

    from stated
    inner join indicators
        on stated.indicator_code = indicators.indicator_code
    group by stated.commune_code, stated.plan_year

),

final as (

    select
        plans.commune_code,
        plans.plan_year,
        coalesce(task_counts.task_count, 0) as task_count,
        coalesce(target_counts.target_count, 0) as target_count,
        coalesce(statement_counts.stated_count, 0) as stated_count,
        coalesce(statement_counts.excluded_count, 0) as excluded_count,
        coalesce(statement_counts.core_present, 0) as core_present,
        core_set.core_count

    from plans
    cross join core_set
    left join task_counts
        on
            plans.commune_code = task_counts.commune_code
            and plans.plan_year = task_counts.plan_year
    left join target_counts
        on
            plans.commune_code = target_counts.commune_code
            and plans.plan_year = target_counts.plan_year
    left join statement_counts
        on
            plans.commune_code = statement_counts.commune_code
            and plans.plan_year = statement_counts.plan_year

)

select * from final
