-- Every dated row of a unit with the day since which it has been one and the same unit. A code is used again for other
-- territories, so a unit is its code and that day. A change of type (xã → phường) does not make a new unit; a
-- succession does, unless it says "unchanged" under the same code. Where nobody recorded a succession, another name or
-- province under the same code is another unit.
with

communes as (

    select * from {{ ref('stg_communes') }}

),

successions as (

    select * from {{ ref('stg_unit_successions') }}

),

provinces as (

    select * from {{ ref('stg_provinces') }}

),

changes as (

    select
        new_code,
        effective_on,
        bool_or(relation <> 'unchanged' or old_code <> new_code) as is_new_unit

    from successions
    group by new_code, effective_on

),

versions as (

    select
        *,
        lag(commune_name) over (partition by commune_code order by valid_from_or_ever) as name_before,
        lag(province_code) over (partition by commune_code order by valid_from_or_ever) as province_before

    from communes

),

beginnings as (

    select
        versions.*,
        case
            when versions.name_before is null then true
            when changes.new_code is not null then changes.is_new_unit
            else
                versions.name_before <> versions.commune_name
                or versions.province_before <> versions.province_code
        end as is_new_unit

    from versions
    left join changes
        on
            versions.commune_code = changes.new_code
            and versions.valid_from = changes.effective_on

),

final as (

    select
        beginnings.commune_code,
        provinces.province_key,
        beginnings.province_code,
        beginnings.commune_name,
        beginnings.unit_type,
        beginnings.valid_from_or_ever,
        beginnings.valid_to_or_never,
        max(case when beginnings.is_new_unit then beginnings.valid_from_or_ever end) over (
            partition by beginnings.commune_code
            order by beginnings.valid_from_or_ever
        ) as unit_since

    from beginnings
    left join provinces
        on
            beginnings.province_code = provinces.province_code
            and beginnings.valid_to_or_never between provinces.valid_from_or_ever and provinces.valid_to_or_never

)

select * from final
