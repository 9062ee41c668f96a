-- Chỉ tiêu kế hoạch toàn tỉnh theo từng cách tính (hồ sơ, giao dịch; nộp, giải quyết).
-- Mỗi dòng là tỉnh × năm × chỉ tiêu × cách tính.
select
    province_key as khoa_tinh,
    province_code as ma_tinh,
    province_name as tinh,
    plan_year as nam,
    indicator_code as ma_chi_tieu,
    indicator_name_vi as chi_tieu,
    {unit:unit} as don_vi_tinh,
    basis_vi as cach_tinh,
    is_headline as la_so_chung,
    commune_count as so_xa,
    target_count as so_xa_co_chi_tieu,
    round(100 * coverage_rate, 1) as ty_le_co_chi_tieu,
    round(mean_value, 2) as binh_quan,
    median_value as trung_vi,
    min_value as thap_nhat,
    max_value as cao_nhat,
    excluded_count as so_gia_tri_bi_loai
from marts.province_indicators_by_basis
