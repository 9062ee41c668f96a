-- Giá trị mà kế hoạch hiệu lực nêu nhưng không được tính vào số liệu của tỉnh, kèm lý do và câu chữ như in.
-- Mỗi dòng là một giá trị không được tính của một kế hoạch hiệu lực.
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
    {comparator:comparator} as dau_so_sanh,
    value as gia_tri,
    value_max as gia_tri_den,
    {unit:unit} as don_vi_tinh,
    basis_vi as cach_tinh,
    {change:change} as thay_doi,
    excluded_reason_vi as ly_do,
    needs_review as can_ra_soat,
    evidence as cau_chu,
    source_path as tep,
    page as trang,
    target_id as ma_cam_ket
from marts.excluded_targets
