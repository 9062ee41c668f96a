-- Targets held against others: the references that are due, the unit's own plan of the year before, and the other
-- units of the province. Values of five-year plans that are not said for the year itself are compared with nothing.
with

targets as (

    select
        effective.*,
        stated.task_id,
        stated.evidence,
        stated.bbox

    from {{ ref('int_effective_targets') }} as effective
    inner join {{ ref('stg_targets') }} as stated
        on effective.target_id = stated.target_id
    where not effective.is_fallback_multi_year

),

indicators as (

    select * from {{ ref('stg_indicators') }}

),

goals as (

    select * from {{ ref('int_reference_goals') }}

),

-- a goal of a later year is no fault yet; of several that are due the latest act speaks
due as (

    select
        targets.target_id,
        targets.plan_year,
        case when goals.level = 'provincial' then 'target_below_provincial' else 'target_below_national' end as rule,
        goals.value as reference_value,
        goals.document,
        row_number() over (
            partition by targets.target_id, targets.plan_year, goals.level
            order by goals.valid_from desc, goals.due_year desc nulls last, goals.document, goals.value
        ) as choice

    from targets
    inner join goals
        on
            targets.indicator_code = goals.indicator_code
            and (goals.level <> 'provincial' or targets.province_code = goals.province_code)
            and targets.committed_on between goals.valid_from and goals.valid_to
            and targets.plan_year >= coalesce(goals.due_from, goals.due_year, targets.plan_year)

),

below_reference as (

    select
        targets.target_id,
        targets.plan_year,
        due.rule,
        {{ show_number('targets.value') }} || ' so với mức ' || {{ show_number('due.reference_value') }}
        || coalesce(' của ' || due.document, '') as detail

    from targets
    inner join due
        on
            targets.target_id = due.target_id
            and targets.plan_year = due.plan_year
    where
        due.choice = 1
        and not {{ meets('targets.value', 'due.reference_value', 'targets.direction') }}

),

below_year_before as (

    select
        targets.target_id,
        targets.plan_year,
        'target_below_previous_year' as rule,
        {{ show_number('before.value') }} || ' (năm ' || before.plan_year || ') → '
        || {{ show_number('targets.value') }} || ' (năm ' || targets.plan_year || ')' as detail

    from targets
    inner join targets as before
        on
            targets.commune_code = before.commune_code
            and targets.indicator_code = before.indicator_code
            and targets.plan_year = before.plan_year + 1
            and targets.basis is not distinct from before.basis
    where not {{ meets('targets.value', 'before.value', 'targets.direction') }}

),

quartiles as (

    select
        province_code,
        plan_year,
        indicator_code,
        quantile_cont(value, 0.25) as lower_quartile,
        quantile_cont(value, 0.5) as middle,
        quantile_cont(value, 0.75) as upper_quartile

    from targets
    group by province_code, plan_year, indicator_code
    having count(*) >= {{ var('least_units_for_outliers') }}

),

-- where nearly all agree the quartiles coincide: a spread of five points (one piece, of counts) is taken for ordinary
spreads as (

    select
        quartiles.*,
        1.5 * greatest(
            quartiles.upper_quartile - quartiles.lower_quartile,
            case when indicators.unit = 'percent' then 5 else 1 end
        ) as reach

    from quartiles
    inner join indicators
        on quartiles.indicator_code = indicators.indicator_code

),

outliers as (

    select
        targets.target_id,
        targets.plan_year,
        'target_outlier' as rule,
        {{ show_number('targets.value') }} || ', mức giữa của tỉnh là ' || {{ show_number('spreads.middle') }} as detail

    from targets
    inner join spreads
        on
            targets.province_code = spreads.province_code
            and targets.plan_year = spreads.plan_year
            and targets.indicator_code = spreads.indicator_code
    where
        targets.value < spreads.lower_quartile - spreads.reach
        or targets.value > spreads.upper_quartile + spreads.reach

),

found as (

    select * from below_reference
    union all
    select * from below_year_before
    union all
    select * from outliers

),

final as (

    select
        targets.document_id,
        found.rule,
        -- one target may be compared in several years
        targets.target_id || '-' || targets.plan_year as subject,
        targets.task_id,
        targets.evidence,
        targets.page,
        targets.bbox,
        indicators.name_vi || ': ' || found.detail as detail

    from found
    inner join targets
        on
            found.target_id = targets.target_id
            and found.plan_year = targets.plan_year
    inner join indicators
        on targets.indicator_code = indicators.indicator_code

)

select * from final
