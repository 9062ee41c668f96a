-- Từng xã × từng kiểm tra: đạt, chưa đạt, không áp dụng, cần rà soát.
-- Mỗi dòng là đơn vị × năm × điểm kiểm tra.
select
    province_key as khoa_tinh,
    province_code as ma_tinh,
    province_name as tinh,
    commune_code as ma_xa,
    commune_name as xa,
    plan_year as nam,
    title_vi as kiem_tra,
    status_vi as ket_qua,
    finding_count as so_phat_hien,
    message_vi as noi_dung,
    page as trang
from quality.commune_check
