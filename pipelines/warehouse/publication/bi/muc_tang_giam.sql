-- Mức tăng, giảm mà kế hoạch cam kết, kèm mốc so sánh; không phải mức phải đạt.
-- Mỗi dòng là một mức tăng, giảm của một kế hoạch hiệu lực.
select
    province_key as khoa_tinh,
    province_code as ma_tinh,
    province_name as tinh,
    commune_code as ma_xa,
    commune_name as xa,
    unit_type as loai,
    plan_year as nam,
    indicator_code as ma_chi_tieu,
    indicator_name_vi as chi_tieu,
    indicator_text as ten_trong_van_ban,
    change_vi as tang_giam,
    {comparator:comparator} as dau_so_sanh,
    value as gia_tri,
    value_max as gia_tri_den,
    {unit:unit} as don_vi_tinh,
    baseline as moc_so_sanh,
    evidence as cau_chu,
    source_path as tep,
    page as trang,
    target_id as ma_cam_ket
from marts.change_targets
