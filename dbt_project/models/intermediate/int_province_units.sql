-- The denominators of every figure of a province and plan year: how many units there are, and what they weigh together.
with

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

weights as (

    select * from {{ ref('stg_commune_weights') }}

),

-- units without a known weight are taken to weigh as much as the others on average
final as (

    select
        unit_years.province_key,
        unit_years.province_code,
        unit_years.province_name,
        unit_years.plan_year,
        count(*) as commune_count,
        sum(weights.weight order by unit_years.commune_code) * count(*) / nullif(count(weights.weight), 0)
            as province_weight

    from unit_years
    left join weights
        on
            unit_years.commune_code = weights.commune_code
            and unit_years.plan_year = weights.plan_year
    group by unit_years.province_key, unit_years.province_code, unit_years.province_name, unit_years.plan_year

)

select * from final
