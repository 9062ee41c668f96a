with

source as (

    select * from {{ ref('stg_unit_successions') }}

),

communes as (

    select * from {{ ref('stg_communes') }}

),

final as (

    select
        source.old_code,
        source.old_province_code,
        old_units.commune_name as old_name,
        source.new_code,
        new_units.province_code as new_province_code,
        new_units.commune_name as new_name,
        source.relation,
        source.effective_on

    from source
    -- a code is used again: each is looked up on its own side of the day
    left join communes as old_units
        on
            source.old_code = old_units.commune_code
            and source.old_province_code = old_units.province_code
            and source.effective_on - 1 between old_units.valid_from_or_ever and old_units.valid_to_or_never
    left join communes as new_units
        on
            source.new_code = new_units.commune_code
            and source.effective_on between new_units.valid_from_or_ever and new_units.valid_to_or_never

)

select * from final
order by effective_on, old_code, old_province_code, new_code
