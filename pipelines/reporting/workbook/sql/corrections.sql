with

corrections as (

    select * from province_corrections($province)

),

units as (

    select * from newest_units()

)

select
    corrections.plan_year,
    corrections.commune_code,
    shown_unit(units.unit_type, units.commune_name) as unit_name,
    corrections.status_vi,
    case corrections.decision
        when 'accept' then 'xác nhận'
        when 'edit' then 'sửa'
        when 'reject' then 'bỏ'
        else corrections.decision
    end as decision_vi,
    corrections.indicator_name_vi,
    corrections.item || ':' || corrections.field as field,
    corrections.old_value,
    corrections.new_value,
    corrections.author,
    corrections.decided_on,
    corrections.reason,
    corrections.evidence,
    corrections.evidence_note,
    concat_ws(' ', corrections.message_vi, corrections.action_vi) as message_vi,
    corrections.source_path,
    corrections.file_path,
    corrections.file_row,
    corrections.item_id

from corrections
left join units
    on
        corrections.commune_code = units.commune_code
order by corrections.file_path, corrections.file_row
