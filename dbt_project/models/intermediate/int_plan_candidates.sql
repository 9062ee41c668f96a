-- Every plan that could speak for a unit in a plan year, in order of precedence.
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

covering as (

    select
        unit_years.province_key,
        unit_years.province_code,
        unit_years.commune_code,
        unit_years.plan_year,
        plans.document_id,
        plans.status,
        plans.period_kind,
        plans.period_start,
        plans.period_end,
        plans.status_rank,
        plans.period_rank,
        plans.is_annex_only,
        plans.issued_on,
        plans.received_on,
        plans.is_misnamed

    from unit_years
    inner join plans
        on
            unit_years.commune_code = plans.commune_code
            -- a code that has meant another unit lends nobody its plans
            and unit_years.unit_since is not distinct from plans.unit_since
            and unit_years.plan_year
                between extract(year from plans.period_start) and extract(year from plans.period_end)
    left join versions
        on plans.document_id = versions.document_id
    left join annex_bodies
        on plans.document_id = annex_bodies.document_id
    left join annex_bodies as own_annexes
        on plans.document_id = own_annexes.body_document_id
    where
        versions.document_id is null
        and annex_bodies.document_id is null
        -- a plan for a single work (an inspection, publicity) speaks for nobody
        and plans.topic is null
        -- a plan in which nothing was found speaks for nobody; a draft speaks for nobody anyway
        and (
            plans.status = 'draft'
            or plans.task_count + plans.target_count > 0
            or own_annexes.document_id is not null
        )

),

final as (

    select
        *,
        row_number() over (
            partition by commune_code, plan_year
            order by
                status_rank,
                period_rank,
                is_annex_only,
                issued_on desc nulls last,
                -- of two texts of one day the file that is named for the unit
                is_misnamed,
                received_on desc nulls last,
                document_id
        ) as candidate_order

    from covering

)

select * from final
