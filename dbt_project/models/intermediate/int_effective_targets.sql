-- One value for each unit, plan year and indicator, with the rule that chose it.
--
-- * Repetitions (repeats_target_id) count once; a number whose unit is not the indicator's is left out.
-- * The number of a nested clause ("trong đó …") never takes the place of its parent's.
-- * Said twice with different scope: the commune's own scope is preferred; what is left is settled by the order of
--   the text (body before table) and flagged when the values differ.
-- * A value of a five-year plan that is not said for this very year is an end-year value: is_fallback_multi_year.
with

documents as (

    select * from {{ ref('int_effective_documents') }}

),

targets as (

    select * from {{ ref('stg_targets') }}

),

indicators as (

    select * from {{ ref('stg_indicators') }}

),

said as (

    select
        documents.province_code,
        documents.commune_code,
        documents.plan_year,
        documents.plan_document_id,
        documents.source_rank,
        documents.is_annex_part,
        documents.period_start,
        documents.issued_on,
        indicators.unit,
        indicators.direction,
        targets.target_id,
        targets.document_id,
        targets.indicator_code,
        targets.value,
        targets.comparator,
        targets.target_index,
        targets.page,
        targets.is_corrected,
        documents.period_kind = 'multi_year'
        and targets.target_year is distinct from documents.plan_year as is_fallback_multi_year,
        parents.indicator_code is not distinct from targets.indicator_code as is_part_of_same,
        targets.parent_target_id is not null as is_nested,
        {{ scope_rank('targets.scope_level') }} as scope_rank,
        case when targets.found_in = 'body' then 0 else 1 end as place_rank

    from documents
    inner join targets
        on documents.document_id = targets.document_id
    inner join indicators
        on
            targets.indicator_code = indicators.indicator_code
            and targets.unit = indicators.unit
    left join targets as parents
        on targets.parent_target_id = parents.target_id
    where
        targets.repeats_target_id is null
        and (
            targets.target_year is null
            or targets.target_year = documents.plan_year
            or (
                documents.period_kind = 'multi_year'
                and targets.target_year = extract(year from documents.period_end)
            )
        )

),

ranked as (

    select
        *,
        row_number() over (
            partition by commune_code, plan_year, indicator_code
            order by
                source_rank,
                is_fallback_multi_year,
                {{ best_target_first() }}
        ) as choice,
        -- rivals: equally good by everything but their place in the text
        min(value) over rivals as lowest_rival,
        max(value) over rivals as highest_rival

    from said
    window rivals as (
        partition by
            commune_code, plan_year, indicator_code,
            source_rank, is_fallback_multi_year, is_part_of_same, scope_rank, is_nested
    )

),

final as (

    select
        province_code,
        commune_code,
        plan_year,
        plan_document_id,
        document_id,
        target_id,
        indicator_code,
        unit,
        direction,
        value,
        comparator,
        page,
        is_corrected,
        source_rank,
        is_fallback_multi_year,
        lowest_rival <> highest_rival as has_conflict,
        coalesce(issued_on, period_start) as committed_on

    from ranked
    where choice = 1

)

select * from final
