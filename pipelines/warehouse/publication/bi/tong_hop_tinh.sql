-- Chỉ tiêu kế hoạch tổng hợp toàn tỉnh: tỉnh × năm × chỉ tiêu.
-- Mỗi dòng là tỉnh × năm × chỉ tiêu.
select
    p.province_key as khoa_tinh,
    p.province_code as ma_tinh,
    p.province_name as tinh,
    p.plan_year as nam,
    {group:p.indicator_group} as nhom,
    p.indicator_code as ma_chi_tieu,
    p.indicator_name_vi as chi_tieu,
    i.is_core as cot_loi,
    {unit:p.unit} as don_vi_tinh,
    p.basis_vi as cach_tinh,
    p.commune_count as so_xa,
    p.plan_count as so_ke_hoach,
    p.target_count as so_xa_co_chi_tieu,
    round(100 * p.coverage_rate, 1) as ty_le_co_chi_tieu,
    round(p.mean_value, 2) as binh_quan,
    p.median_value as trung_vi,
    p.min_value as thap_nhat,
    p.max_value as cao_nhat,
    round(p.weighted_mean_value, 2) as binh_quan_gia_quyen,
    p.reference_value as moc_trung_uong,
    p.reference_source as nguon_moc,
    round(100 * p.meeting_rate, 1) as ty_le_dat_moc,
    round(100 * p.strict_meeting_rate, 1) as ty_le_dat_moc_toan_tinh,
    round(p.mean_gap, 2) as chenh_lech_binh_quan,
    p.below_reference_count as so_xa_duoi_moc,
    p.excluded_count as so_gia_tri_bi_loai
from marts.province_indicators as p
left join core.dim_indicator as i on p.indicator_code = i.indicator_code
