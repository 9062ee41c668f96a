-- Increases and decreases that effective plans commit to; newest year first.
with

changes as (

    select * from marts.change_targets
    where province_key = $province

)

select
    changes.plan_year,
    changes.commune_code,
    upper(changes.unit_type[1]) || changes.unit_type[2:] || ' ' || changes.commune_name as unit_name,
    changes.indicator_text,
    changes.indicator_code,
    changes.change_vi,
    case changes.comparator when '>=' then '≥' when '<=' then '≤' when '=' then null else changes.comparator end
        as comparator_vi,
    changes.value,
    changes.value_max,
    case changes.unit when 'percent' then '%' when 'percentage_point' then 'điểm %' when 'count' then 'số lượng' else changes.unit end
        as unit_vi,
    changes.baseline,
    changes.evidence,
    changes.page,
    changes.source_path,
    changes.target_id,
    case
        when list_contains($years, changes.plan_year)
            then changes.plan_year || '/don-vi/' || changes.commune_code || '.html'
    end as link

from changes
order by
    changes.plan_year desc,
    changes.commune_name collate vi,
    changes.commune_code,
    changes.target_id
