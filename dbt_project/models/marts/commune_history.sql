-- The history of today's units over every plan year: their own targets since they exist ("own"), and before that the
-- mean over the former units that went into them as a whole ("parts"). In the year of the change both may stand side by
-- side. A line across the year of the change is never drawn without saying so: is_before_break.
with

parts as (

    select * from {{ ref('commune_history_parts') }}

),

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

eras as (

    select * from {{ ref('int_commune_eras') }}

),

lineage as (

    select * from {{ ref('int_unit_lineage') }}

),

commune_indicators as (

    select * from {{ ref('commune_indicators') }}
    where not is_fallback_multi_year

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

-- the day on which the map changed for the unit, and how many former units went into it
changes as (

    select
        commune_code,
        max(effective_on) as changed_on,
        count(case when is_whole then 1 end) as whole_part_count

    from lineage
    group by commune_code

),

own_values as (

    select
        todays_units.commune_code,
        todays_units.commune_name,
        todays_units.unit_type,
        todays_units.province_key,
        todays_units.province_code,
        commune_indicators.plan_year,
        commune_indicators.indicator_code,
        commune_indicators.indicator_name_vi,
        commune_indicators.unit,
        'own' as basis,
        cast(commune_indicators.value as double precision) as value,
        commune_indicators.value as min_value,
        commune_indicators.value as max_value,
        0 as counted_part_count,
        0 as left_out_part_count,
        commune_indicators.target_id

    from todays_units
    inner join unit_years
        on
            todays_units.commune_code = unit_years.commune_code
            and todays_units.unit_since = unit_years.unit_since
    inner join commune_indicators
        on
            unit_years.commune_code = commune_indicators.commune_code
            and unit_years.plan_year = commune_indicators.plan_year

),

part_values as (

    select
        commune_code,
        commune_name,
        unit_type,
        province_key,
        province_code,
        plan_year,
        indicator_code,
        indicator_name_vi,
        unit,
        'parts' as basis,
        avg(case when is_counted then value end) as value,
        min(case when is_counted then value end) as min_value,
        max(case when is_counted then value end) as max_value,
        count(case when is_counted then 1 end) as counted_part_count,
        count(case when not is_counted then 1 end) as left_out_part_count,
        null as target_id

    from parts
    group by
        commune_code, commune_name, unit_type, province_key, province_code, plan_year, indicator_code, indicator_name_vi, unit

),

all_values as (

    select * from own_values
    union all
    select * from part_values

),

final as (

    select
        all_values.commune_code,
        all_values.commune_name,
        all_values.unit_type,
        all_values.province_key,
        all_values.province_code,
        all_values.plan_year,
        all_values.indicator_code,
        all_values.indicator_name_vi,
        all_values.unit,
        all_values.basis,
        case all_values.basis
            when 'own' then 'Chỉ tiêu của đơn vị'
            else 'Bình quân các đơn vị cũ nhập toàn bộ'
        end as basis_vi,
        all_values.value,
        all_values.min_value,
        all_values.max_value,
        cast(all_values.counted_part_count as integer) as counted_part_count,
        cast(
            case when all_values.basis = 'parts' then coalesce(changes.whole_part_count, 0) else 0 end as integer
        ) as whole_part_count,
        cast(all_values.left_out_part_count as integer) as left_out_part_count,
        changes.changed_on,
        all_values.basis = 'parts' as is_before_break,
        all_values.target_id

    from all_values
    left join changes
        on all_values.commune_code = changes.commune_code

)

select * from final
order by province_code, commune_code, indicator_code, plan_year, basis
