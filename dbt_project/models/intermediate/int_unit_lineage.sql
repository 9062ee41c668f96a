-- The units of today's map, each with the former units that went into it, wholly or in part.
with

eras as (

    select * from {{ ref('int_commune_eras') }}

),

successions as (

    select * from {{ ref('stg_unit_successions') }}

),

todays_units as (

    select *
    from eras
    where
        {% if var('as_of_date') -%}
        date '{{ var("as_of_date") }}' between valid_from_or_ever and valid_to_or_never
        {%- else -%}
        valid_to_or_never = date '9999-12-31'
        {%- endif %}

),

final as (

    select
        todays_units.commune_code,
        todays_units.unit_since,
        todays_units.commune_name,
        todays_units.unit_type,
        todays_units.province_key,
        todays_units.province_code,
        former_units.commune_code as former_code,
        former_units.unit_since as former_since,
        former_units.commune_name as former_name,
        former_units.unit_type as former_type,
        former_units.province_key as former_province_key,
        former_units.province_code as former_province_code,
        successions.relation <> 'part' as is_whole,
        successions.effective_on

    from todays_units
    inner join successions
        on todays_units.commune_code = successions.new_code
    inner join eras as new_units
        on
            successions.new_code = new_units.commune_code
            and successions.effective_on between new_units.valid_from_or_ever and new_units.valid_to_or_never
            and todays_units.unit_since = new_units.unit_since
    inner join eras as former_units
        on
            successions.old_code = former_units.commune_code
            and successions.old_province_code = former_units.province_code
            and successions.effective_on - 1
            between former_units.valid_from_or_ever and former_units.valid_to_or_never
    -- "unchanged" under the same code is the unit itself
    where
        former_units.commune_code <> todays_units.commune_code
        or former_units.unit_since <> todays_units.unit_since

)

select * from final
