-- Lịch thời hạn: mỗi lần đến hạn một dòng.
select
    d.province_key as khoa_tinh,
    d.province_code as ma_tinh,
    d.commune_code as ma_xa,
    d.commune_name as xa,
    d.plan_year as nam,
    d.due_on as den_han,
    d.is_exclusive as phai_xong_truoc_ngay,
    d.due_year as nam_den_han,
    d.due_quarter as quy,
    d.due_month as thang,
    d.office_code as ma_co_quan,
    o.name_vi as co_quan,
    a.name_vi as linh_vuc,
    d.task_text as nhiem_vu,
    d.deadline_text as thoi_han_in,
    d.page as trang,
    d.task_id as ma_nhiem_vu
from marts.deadline_calendar as d
left join core.dim_office as o on d.office_code = o.office_code
left join core.dim_area as a on d.area_code = a.area_code
