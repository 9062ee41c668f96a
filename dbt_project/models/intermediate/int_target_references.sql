-- The reference each effective target is measured against: valid when the plan was issued; the nearest due year not
-- before the plan year is the goal, else the latest due year before it is a floor that should already be met. A goal
-- for a span of years ("2026–2027") is nearest inside its span.
with

targets as (

    select * from {{ ref('int_effective_targets') }}

),

goals as (

    select * from {{ ref('int_reference_goals') }}

),

applicable as (

    select
        targets.target_id,
        targets.commune_code,
        targets.plan_year,
        targets.indicator_code,
        goals.level,
        goals.value,
        goals.document,
        goals.due_year,
        case when targets.plan_year <= goals.due_year or goals.due_year is null then 'goal' else 'floor' end
            as reference_role,
        case
            when targets.plan_year > goals.due_year then targets.plan_year - goals.due_year
            when targets.plan_year < goals.due_from then goals.due_from - targets.plan_year
            when goals.due_from is null and goals.due_year is not null then goals.due_year - targets.plan_year
            else 0
        end as distance,
        goals.valid_from

    from targets
    inner join goals
        on
            targets.indicator_code = goals.indicator_code
            and (goals.level <> 'provincial' or targets.province_code = goals.province_code)
            and targets.committed_on between goals.valid_from and goals.valid_to

),

ranked as (

    select
        *,
        row_number() over (
            partition by commune_code, plan_year, indicator_code, level
            order by
                case when reference_role = 'goal' then 0 else 1 end,
                distance,
                valid_from desc,
                document,
                due_year,
                value
        ) as choice

    from applicable

),

final as (

    select
        commune_code,
        plan_year,
        indicator_code,
        max(case when level = 'national' then value end) as national_value,
        max(case when level = 'national' then document end) as national_source,
        max(case when level = 'national' then reference_role end) as national_role,
        max(case when level = 'provincial' then value end) as provincial_value,
        max(case when level = 'provincial' then document end) as provincial_source

    from ranked
    where choice = 1
    group by commune_code, plan_year, indicator_code

)

select * from final
