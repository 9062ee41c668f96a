select
    office_code,
    name_vi,
    is_collective

from core.dim_office
order by name_vi collate vi, office_code
