-- Mỗi xã mỗi năm: có kế hoạch chưa, đọc được gì.
-- Mỗi dòng là đơn vị × năm.
select
    province_key as khoa_tinh,
    province_code as ma_tinh,
    province_name as tinh,
    commune_code as ma_xa,
    commune_name as xa,
    unit_type as loai,
    plan_year as nam,
    plan_state_vi as tinh_trang,
    target_count as so_chi_tieu,
    task_count as so_nhiem_vu,
    excluded_count as so_gia_tri_bi_loai,
    round(100 * core_indicator_share, 1) as ty_le_chi_tieu_cot_loi
from marts.plan_coverage
