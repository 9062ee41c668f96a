-- Số phát hiện và điểm chất lượng của từng văn bản.
select
    province_key as khoa_tinh,
    province_code as ma_tinh,
    commune_code as ma_xa,
    commune_name as xa,
    plan_year as nam,
    source_path as tep,
    is_effective as dang_dung,
    error_count as so_loi,
    warning_count as so_canh_bao,
    info_count as so_luu_y,
    score as diem,
    worst_finding as phat_hien_nang_nhat,
    document_id as ma_van_ban
from marts.document_quality
