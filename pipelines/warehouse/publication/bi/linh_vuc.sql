-- Nhiệm vụ và chỉ tiêu theo lĩnh vực, từng xã.
-- Mỗi dòng là đơn vị × năm × lĩnh vực.
select
    a.province_key as khoa_tinh,
    a.province_code as ma_tinh,
    p.province_name as tinh,
    a.commune_code as ma_xa,
    c.commune_name as xa,
    a.plan_year as nam,
    a.area_code as ma_linh_vuc,
    a.area_name_vi as linh_vuc,
    a.task_count as so_nhiem_vu,
    a.dated_task_count as so_nhiem_vu_co_han,
    round(100 * a.dated_task_share, 1) as ty_le_co_han,
    a.output_task_count as so_nhiem_vu_co_san_pham,
    a.target_count as so_chi_tieu
from marts.area_profile as a
left join core.dim_commune as c
    on a.commune_code = c.commune_code
    and make_date(a.plan_year, 12, 31) between c.valid_from and coalesce(c.valid_to, date '9999-12-31')
left join core.dim_province as p
    on a.province_code = p.province_code
    and make_date(a.plan_year, 12, 31)
    between coalesce(p.valid_from, date '0001-01-01') and coalesce(p.valid_to, date '9999-12-31')
