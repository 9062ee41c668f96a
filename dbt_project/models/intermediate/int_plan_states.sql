-- What is known of every valid unit's plan in a year: an effective plan, only a draft, a file nobody can read, nothing.
with

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

effective_plans as (

    select * from {{ ref('int_effective_plans') }}

),

candidates as (

    select * from {{ ref('int_plan_candidates') }}

),

all_documents as (

    select * from {{ ref('stg_documents') }}

),

plans as (

    select * from {{ ref('int_plan_documents') }}

),

drafts as (

    select
        commune_code,
        plan_year,
        document_id

    from candidates
    where
        candidate_order = 1
        and status = 'draft'

),

-- a file that gave no plan: the side file, what could be read of it, or its name says whose it is;
-- and a plan in which neither a task nor a target was found
without_content as (

    select
        coalesce(presumed_commune_code, manifest_commune_code) as commune_code,
        folder_year as plan_year,
        document_id

    from all_documents
    where is_plan is distinct from true
    union all
    select
        commune_code,
        plan_year,
        document_id

    from plans
    where
        task_count + target_count = 0
        and status <> 'draft'
        and topic is null

),

unreadable as (

    select
        commune_code,
        plan_year,
        min(document_id) as document_id

    from without_content
    where commune_code is not null
    group by commune_code, plan_year

),

final as (

    select
        unit_years.*,
        case
            when effective_plans.document_id is not null then 'effective'
            when drafts.document_id is not null then 'draft_only'
            when unreadable.document_id is not null then 'unreadable'
            else 'missing'
        end as plan_state,
        coalesce(effective_plans.document_id, drafts.document_id, unreadable.document_id) as document_id

    from unit_years
    left join effective_plans
        on
            unit_years.commune_code = effective_plans.commune_code
            and unit_years.plan_year = effective_plans.plan_year
    left join drafts
        on
            unit_years.commune_code = drafts.commune_code
            and unit_years.plan_year = drafts.plan_year
    left join unreadable
        on
            unit_years.commune_code = unreadable.commune_code
            and unit_years.plan_year = unreadable.plan_year

)

select * from final
