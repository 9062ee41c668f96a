-- One value for each unit, plan year, indicator and basis: that of the effective plan which may count
-- (int_target_standing). Of an indicator with several bases int_effective_targets takes the headline one.
--
-- * The multi-year plan behind an annual plan speaks where the annual plan is silent; where the annual plan's own value
--   waits for a review, nothing else takes its place.
-- * A value of a five-year plan that is not said for this very year is an end-year value: is_fallback_multi_year.
with

documents as (

    select * from {{ ref('int_effective_documents') }}

),

said as (

    select * from {{ ref('int_stated_targets') }}

),

targets as (

    select * from {{ ref('stg_targets') }}

),

indicators as (

    select * from {{ ref('stg_indicators') }}

),

plans as (

    select distinct
        commune_code,
        plan_year,
        source_rank,
        period_start,
        issued_on

    from documents

),

awaiting as (

    select distinct
        commune_code,
        plan_year,
        indicator_code,
        basis_group

    from said
    where
        source_rank = 1
        and needs_review

),

excluded as (

    select
        commune_code,
        plan_year,
        indicator_code,
        count(*) as excluded_count

    from said
    where
        source_rank = 1
        and is_excluded
    group by commune_code, plan_year, indicator_code

),

ranked as (

    select
        said.*,
        row_number() over (
            partition by said.commune_code, said.plan_year, said.indicator_code, said.basis_group
            order by said.source_rank, said.is_fallback_multi_year
        ) as choice

    from said
    left join awaiting
        on
            said.commune_code = awaiting.commune_code
            and said.plan_year = awaiting.plan_year
            and said.indicator_code = awaiting.indicator_code
            and said.basis_group is not distinct from awaiting.basis_group
            and said.source_rank = 2
    where
        said.counts_in_basis
        and awaiting.commune_code is null

),

final as (

    select
        ranked.province_key,
        ranked.province_code,
        ranked.commune_code,
        ranked.plan_year,
        ranked.plan_document_id,
        ranked.document_id,
        ranked.target_id,
        ranked.indicator_code,
        indicators.unit,
        indicators.direction,
        targets.value,
        targets.value_max,
        targets.comparator,
        targets.change,
        ranked.basis_group as basis,
        ranked.counts_in_indicators,
        targets.page,
        targets.is_corrected,
        ranked.source_rank,
        ranked.is_fallback_multi_year,
        ranked.has_conflict,
        cast(coalesce(excluded.excluded_count, 0) as integer) as excluded_count,
        coalesce(plans.issued_on, plans.period_start) as committed_on

    from ranked
    inner join targets
        on ranked.target_id = targets.target_id
    inner join indicators
        on ranked.indicator_code = indicators.indicator_code
    inner join plans
        on
            ranked.commune_code = plans.commune_code
            and ranked.plan_year = plans.plan_year
            and ranked.source_rank = plans.source_rank
    left join excluded
        on
            ranked.commune_code = excluded.commune_code
            and ranked.plan_year = excluded.plan_year
            and ranked.indicator_code = excluded.indicator_code
    where ranked.choice = 1

)

select * from final
