select
    area_code,
    name_vi

from core.dim_area
order by area_order
