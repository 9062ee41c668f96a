-- Văn bản đã đọc: số, ngày, đơn vị, kỳ kế hoạch.
-- Mỗi dòng là một văn bản kế hoạch.
select
    document_id as ma_van_ban,
    province_key as khoa_tinh,
    province_code as ma_tinh,
    province_name as tinh,
    commune_code as ma_xa,
    commune_name as xa,
    plan_year as nam,
    document_number as so_ky_hieu,
    issued_on as ngay_ban_hanh,
    title as trich_yeu,
    signer as nguoi_ky,
    {status:status} as trang_thai,
    is_effective as dang_dung,
    page_count as so_trang,
    source_path as tep
from core.dim_document
