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

indicators as (

    select * from {{ ref('stg_indicators') }}

),

standing as (

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
        plan_year,
        false as is_annex_part

    from standing
    where candidate_order = 1
    union all
    select
        annex_bodies.document_id,
        standing.commune_code,
        standing.unit_since,
        standing.plan_year,
        true as is_annex_part

    from standing
    inner join annex_bodies
        on standing.document_id = annex_bodies.body_document_id
    where standing.candidate_order = 1

),

said as (

    select
        parts.commune_code,
        parts.unit_since,
        parts.plan_year,
        parts.is_annex_part,
        targets.target_id,
        targets.document_id,
        targets.indicator_code,
        targets.value,
        targets.target_index,
        targets.page,
        parents.indicator_code is not distinct from targets.indicator_code as is_part_of_same,
        targets.parent_target_id is not null as is_nested,
        {{ scope_rank('targets.scope_level') }} as scope_rank,
        case when targets.found_in = 'body' then 0 else 1 end as place_rank

    from parts
    inner join targets
        on parts.document_id = targets.document_id
    inner join indicators
        on
            targets.indicator_code = indicators.indicator_code
            and targets.unit = indicators.unit
    left join targets as parents
        on targets.parent_target_id = parents.target_id
    where
        targets.repeats_target_id is null
        and coalesce(targets.target_year, parts.plan_year) = parts.plan_year

),

ranked as (

    select
        *,
        row_number() over (
            partition by commune_code, unit_since, plan_year, indicator_code
            order by
                {{ best_target_first() }}
        ) as choice

    from said

),

final as (

    select
        commune_code,
        unit_since,
        plan_year,
        indicator_code,
        value,
        target_id,
        document_id,
        page

    from ranked
    where choice = 1

)

select * from final
