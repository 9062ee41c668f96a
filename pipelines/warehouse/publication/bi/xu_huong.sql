-- Diễn biến chỉ tiêu kế hoạch qua các năm; không nối qua mốc sắp xếp 01/7/2025.
-- Mỗi dòng là tỉnh × chỉ tiêu × năm.
select
    province_key as khoa_tinh,
    province_code as ma_tinh,
    province_name as tinh,
    indicator_code as ma_chi_tieu,
    indicator_name_vi as chi_tieu,
    {unit:unit} as don_vi_tinh,
    plan_year as nam,
    target_count as so_xa_co_chi_tieu,
    round(100 * coverage_rate, 1) as ty_le_co_chi_tieu,
    round(mean_value, 2) as binh_quan,
    median_value as trung_vi,
    excluded_count as so_gia_tri_bi_loai,
    series_no as chuoi,
    is_series_break as ngat_chuoi,
    round(mean_change, 2) as thay_doi_binh_quan,
    panel_count as so_xa_ca_hai_nam,
    round(panel_mean_change, 2) as thay_doi_cung_don_vi
from marts.indicator_trends
