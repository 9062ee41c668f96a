-- What may enter a figure of the province: the one place that decides. Every target has a row; what does not count says
-- why (exclusion_reasons.csv).
--
-- First each value by itself: said once, a level (no change), in the indicator's unit, for a year of the plan, of the
-- commune and of all sectors. Then the values of one plan against each other, for the same indicator, year and basis. The
-- plan settles what it says twice: no part of another value ("trong đó …"), the value that names the commune, the general
-- value before one with exceptions, no nested clause, no ambition beyond a floor, in a plan of several years the value
-- that names its year, the table of targets before text. What a reviewer confirmed comes before what nobody looked at.
-- Values that still differ contradict each other, and none of them counts: an impossible one (850 %) makes its rivals no
-- surer. Ranges are compared by their lower end.
--
-- A plan is the file with the annex that came apart from it. Whether a plan speaks for its unit is not asked here.
with

targets as (

    select * from {{ ref('stg_targets') }}

),

documents as (

    select
        document_id,
        extract(year from coalesce(period_start, make_date(plan_year, 1, 1))) as first_year,
        extract(year from coalesce(period_end, make_date(plan_year, 12, 31))) as last_year

    from {{ ref('stg_documents') }}

),

annex_bodies as (

    select * from {{ ref('int_annex_bodies') }}

),

indicators as (

    select * from {{ ref('stg_indicators') }}

),

-- a decision about the value itself; of several values that differ it settles which one counts
reviewed as (

    select distinct item_id as target_id
    from {{ ref('stg_corrections') }}
    where
        item = 'target'
        and field = 'value'
        and decision in ('accept', 'edit')
        and status = 'applied'

),

judged as (

    select
        targets.target_id,
        targets.document_id,
        targets.target_index,
        targets.target_year,
        targets.value,
        targets.is_aspirational,
        targets.evidence,
        targets.indicator_code,
        indicators.headline_basis,
        coalesce(annex_bodies.body_document_id, targets.document_id) as plan_document_id,
        annex_bodies.document_id is not null as is_annex_part,
        cast(coalesce(targets.target_year, documents.last_year) as integer) as stated_year,
        {{ basis_group('targets.basis', 'indicators.headline_basis', 'indicators.basis_by_default') }} as basis_group,
        not {{ is_possible('targets.value', 'targets.unit') }}
        or not {{ is_possible('coalesce(targets.value_max, targets.value)', 'targets.unit') }} as is_impossible,
        coalesce(targets.value_max < targets.value, false) as is_reversed,
        case
            -- the same number for another year is another value
            when
                coalesce(targets.target_year, documents.last_year) = coalesce(firsts.target_year, documents.last_year)
                and firsts.target_id is not null
                then 'repeated'
            when targets.change is not null and targets.change is distinct from indicators.own_change
                then 'change_not_level'
            when indicators.indicator_code is null then 'no_indicator'
            when targets.unit is distinct from indicators.unit then 'wrong_unit'
            when targets.target_year not between documents.first_year and documents.last_year then 'other_year'
            when targets.scope_level not in ('commune', 'all_levels') then 'other_scope'
            when not indicators.is_of_sectors and targets.scope_sectors <> '[]' then 'sector_only'
        end as own_reason,
        -- the parent's number stands for the whole, unless only the part names the commune
        coalesce(
            parents.indicator_code = targets.indicator_code
            and not (targets.scope_level = 'commune' and parents.scope_level is distinct from 'commune'), false
        ) as is_part,
        {{ scope_rank('targets.scope_level') }} as scope_rank,
        targets.exception is not null as is_narrower,
        targets.parent_target_id is not null as is_nested,
        targets.target_year is null and documents.first_year <> documents.last_year as is_yearless,
        -- rows of a table of targets belong to no task
        targets.found_in <> 'table' or targets.task_id is not null as is_text,
        -- that the plan prints 120 % was confirmed, not that 120 % is what it means
        reviewed.target_id is null or is_impossible or is_reversed as is_unreviewed

    from targets
    left join documents
        on targets.document_id = documents.document_id
    left join annex_bodies
        on targets.document_id = annex_bodies.document_id
    left join indicators
        on targets.indicator_code = indicators.indicator_code
    left join targets as parents
        on targets.parent_target_id = parents.target_id
    left join targets as firsts
        on targets.repeats_target_id = firsts.target_id
    left join reviewed
        on targets.target_id = reviewed.target_id

),

competing as (

    select
        judged.*,
        judged.is_aspirational
        and exists (
            select 1
            from judged as floors
            where
                floors.own_reason is null
                and floors.document_id = judged.document_id
                and floors.indicator_code = judged.indicator_code
                and floors.stated_year = judged.stated_year
                and not floors.is_aspirational
                and contains(judged.evidence, floors.evidence)
        ) as is_ambition

    from judged
    where own_reason is null

),

-- the values of one plan, the one that speaks first
ordered as (

    select
        *,
        row_number() over statements as place,
        first_value(value) over statements as first_said,
        first_value(is_impossible or is_reversed) over statements as is_first_impossible,
        first_value(is_part) over statements as is_first_part,
        first_value(scope_rank) over statements as first_scope_rank,
        first_value(is_narrower) over statements as is_first_narrower,
        first_value(is_nested) over statements as is_first_nested,
        first_value(is_ambition) over statements as is_first_ambition,
        first_value(is_yearless) over statements as is_first_yearless,
        first_value(is_text) over statements as is_first_text,
        first_value(is_unreviewed) over statements as is_first_unreviewed

    from competing
    window statements as (
        partition by plan_document_id, indicator_code, stated_year, basis_group
        order by
            is_part,
            scope_rank,
            is_narrower,
            is_nested,
            is_ambition,
            is_yearless,
            is_text,
            is_unreviewed,
            is_annex_part,
            target_index,
            target_id
        rows between unbounded preceding and unbounded following
    )

),

-- values that stand as high as the first are its rivals
compared as (

    select
        *,
        value <> first_said or (is_impossible or is_reversed) <> is_first_impossible as is_different,
        case
            when is_part <> is_first_part then 'part_of_value'
            when scope_rank <> first_scope_rank then 'settled_by_scope'
            when is_narrower <> is_first_narrower then 'narrower_value'
            when is_nested <> is_first_nested then 'part_of_value'
            when is_ambition <> is_first_ambition then 'ambition'
            when is_yearless <> is_first_yearless then 'other_year'
            when is_text <> is_first_text then 'settled_by_table'
            when is_unreviewed <> is_first_unreviewed then 'settled_by_review'
        end as settled_reason

    from ordered

),

settled as (

    select
        *,
        bool_or(settled_reason is null and is_different) over statements as is_contradicted,
        bool_or(
            settled_reason in ('settled_by_scope', 'settled_by_table', 'settled_by_review')
            and is_different
        ) over statements as is_settled

    from compared
    window statements as (partition by plan_document_id, indicator_code, stated_year, basis_group)

),

rivalled as (

    select
        target_id,
        is_contradicted or is_settled as has_conflict,
        case
            when is_impossible then 'out_of_range'
            when is_reversed then 'reversed_range'
            when settled_reason is null and is_contradicted then 'contradicted'
            when place = 1 then null
            when not is_different and not is_contradicted then 'repeated'
            else settled_reason
        end as rival_reason

    from settled

),

final as (

    select
        judged.target_id,
        judged.document_id,
        judged.plan_document_id,
        judged.is_annex_part,
        judged.indicator_code,
        judged.stated_year,
        judged.target_year,
        judged.basis_group,
        coalesce(rivalled.has_conflict, false) as has_conflict,
        judged.own_reason is null and rivalled.rival_reason is null as counts_in_basis,
        judged.own_reason is null
        and rivalled.rival_reason is null
        and judged.basis_group is not distinct from judged.headline_basis as counts_in_indicators,
        case
            when judged.own_reason = 'no_indicator' and judged.is_impossible then 'out_of_range'
            when judged.own_reason is not null then judged.own_reason
            when rivalled.rival_reason is not null then rivalled.rival_reason
            when judged.basis_group is not distinct from judged.headline_basis then null
            when judged.basis_group = 'unspecified' then 'basis_unclear'
            else 'other_basis'
        end as excluded_reason

    from judged
    left join rivalled
        on judged.target_id = rivalled.target_id

)

select * from final
