-- The commune-level units that exist in a province and plan year: the denominator of every coverage.
with

province_years as (

    select * from {{ ref('int_province_years') }}

),

communes as (

    select * from {{ ref('int_commune_eras') }}

),

final as (

    select
        province_years.province_key,
        province_years.province_code,
        province_years.province_name,
        province_years.plan_year,
        communes.commune_code,
        communes.unit_since,
        communes.commune_name,
        communes.unit_type

    from province_years
    inner join communes
        on
            province_years.province_code = communes.province_code
            and province_years.unit_day between communes.valid_from_or_ever and communes.valid_to_or_never

)

select * from final
