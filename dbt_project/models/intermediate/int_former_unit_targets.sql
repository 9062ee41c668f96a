-- Targets of units that were no longer on the map at the end of the plan's year: plans for 2025 that communes issued
-- before 1 July. They are nobody's effective targets; the history of the units that came after them needs them.
with

plans as (

    select * from {{ ref('int_plan_documents') }}

),

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

versions as (

    select * from {{ ref('int_document_versions') }}

),

annex_bodies as (

    select * from {{ ref('int_annex_bodies') }}

),

targets as (

    select * from {{ ref('stg_targets') }}

),

standing as (

    select * from {{ ref('int_target_standing') }}

),

standing_plans as (

    select
        plans.document_id,
        plans.commune_code,
        plans.unit_since,
        cast(extract(year from plans.period_start) as integer) as plan_year,
        row_number() over (
            partition by plans.commune_code, plans.unit_since, extract(year from plans.period_start)
            order by
                plans.status_rank,
                plans.period_rank,
                plans.is_annex_only,
                plans.issued_on desc nulls last,
                plans.received_on desc nulls last,
                plans.document_id
        ) as candidate_order

    from plans
    left join unit_years
        on
            plans.commune_code = unit_years.commune_code
            and extract(year from plans.period_start) = unit_years.plan_year
            and plans.unit_since = unit_years.unit_since
    left join versions
        on plans.document_id = versions.document_id
    left join annex_bodies
        on plans.document_id = annex_bodies.document_id
    where
        plans.unit_since is not null
        and plans.status <> 'draft'
        and plans.period_kind <> 'multi_year'
        and unit_years.commune_code is null
        and versions.document_id is null
        and annex_bodies.document_id is null

),

parts as (

    select
        document_id,
        commune_code,
        unit_since,
        plan_year

    from standing_plans
    where candidate_order = 1
    union all
    select
        annex_bodies.document_id,
        standing_plans.commune_code,
        standing_plans.unit_since,
        standing_plans.plan_year

    from standing_plans
    inner join annex_bodies
        on standing_plans.document_id = annex_bodies.body_document_id
    where standing_plans.candidate_order = 1

),

final as (

    select
        parts.commune_code,
        parts.unit_since,
        parts.plan_year,
        standing.indicator_code,
        targets.value,
        targets.target_id,
        targets.document_id,
        targets.page

    from parts
    inner join standing
        on
            parts.document_id = standing.document_id
            and parts.plan_year = standing.stated_year
    inner join targets
        on standing.target_id = targets.target_id
    where standing.counts_in_indicators

)

select * from final
