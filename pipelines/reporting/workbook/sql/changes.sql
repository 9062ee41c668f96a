-- Increases and decreases that effective plans commit to; newest year first.
with

changes as (

    select * from marts.change_targets
    where province_key = $province

)

select
    changes.plan_year,
    changes.commune_code,
    shown_unit(changes.unit_type, changes.commune_name) as unit_name,
    changes.indicator_text,
    changes.indicator_code,
    changes.change_vi,
    shown_comparator(changes.comparator) as comparator_vi,
    changes.value,
    changes.value_max,
    {unit:changes.unit} as unit_vi,
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
