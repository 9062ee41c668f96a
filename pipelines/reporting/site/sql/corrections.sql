-- What reviewers decided about the plans of the province, newest decision first.
select
    commune_code,
    document_id,
    item_id,
    indicator_name_vi,
    field,
    old_value,
    new_value,
    decision,
    status,
    status_vi,
    message_vi,
    author,
    decided_on,
    reason

from province_corrections($province)
order by commune_code, decided_on desc, file_path, file_row
