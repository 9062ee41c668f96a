-- Lịch thời hạn: mỗi lần đến hạn một dòng.
-- Mỗi dòng là một lần đến hạn của một nhiệm vụ; đếm nhiệm vụ của một tháng thì lọc lan_dau_trong_thang.
select
    d.province_key as khoa_tinh,
    d.province_code as ma_tinh,
    p.province_name as tinh,
    d.commune_code as ma_xa,
    d.commune_name as xa,
    d.plan_year as nam,
    d.due_on as den_han,
    d.is_exclusive as phai_xong_truoc_ngay,
    d.due_year as nam_den_han,
    d.due_quarter as quy,
    d.due_month as thang,
    row_number() over (
        partition by d.task_id, d.due_year, d.due_month
        order by d.due_on, d.milestone_id, d.occurrence_no
    ) = 1 as lan_dau_trong_thang,
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
left join core.dim_province as p
    on d.province_code = p.province_code
    and make_date(d.plan_year, 12, 31)
    between coalesce(p.valid_from, date '0001-01-01') and coalesce(p.valid_to, date '9999-12-31')
