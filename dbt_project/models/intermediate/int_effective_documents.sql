-- The files that make up the effective plans: the plan itself and the annex that arrived apart from it. The five-year
-- plan behind an effective annual plan is listed too, as fallback for targets that the annual plan does not repeat.
with

effective_plans as (

    select * from {{ ref('int_effective_plans') }}

),

candidates as (

    select * from {{ ref('int_plan_candidates') }}

),

annex_bodies as (

    select * from {{ ref('int_annex_bodies') }}

),

fallback_plans as (

    select
        candidates.*,
        row_number() over (
            partition by candidates.commune_code, candidates.plan_year
            order by candidates.candidate_order
        ) as fallback_order

    from candidates
    inner join effective_plans
        on
            candidates.commune_code = effective_plans.commune_code
            and candidates.plan_year = effective_plans.plan_year
    where
        candidates.period_kind = 'multi_year'
        and candidates.status <> 'draft'
        and effective_plans.period_kind <> 'multi_year'

),

speaking as (

    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        document_id as plan_document_id,
        period_kind,
        period_start,
        period_end,
        issued_on,
        1 as source_rank

    from effective_plans
    union all
    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        document_id as plan_document_id,
        period_kind,
        period_start,
        period_end,
        issued_on,
        2 as source_rank

    from fallback_plans
    where fallback_order = 1

),

parts as (

    select
        speaking.*,
        speaking.plan_document_id as document_id,
        false as is_annex_part

    from speaking
    union all
    select
        speaking.*,
        annex_bodies.document_id,
        true as is_annex_part

    from speaking
    inner join annex_bodies
        on speaking.plan_document_id = annex_bodies.body_document_id

)

select * from parts
