-- Mọi giá trị định lượng đọc được, kể cả chưa có mã hay không được tính, kèm lý do và câu chữ như in.
-- Mỗi dòng là một giá trị định lượng đọc được trong một văn bản.
select
    d.province_key as khoa_tinh,
    d.province_code as ma_tinh,
    d.province_name as tinh,
    d.commune_code as ma_xa,
    d.commune_name as xa,
    d.plan_year as nam,
    d.is_effective as dang_dung,
    t.indicator_code as ma_chi_tieu,
    i.name_vi as chi_tieu,
    {comparator:t.comparator} as dau_so_sanh,
    t.value as gia_tri,
    t.value_max as gia_tri_den,
    {unit:t.unit} as don_vi_tinh,
    {basis:t.basis} as cach_tinh,
    {change:t.change} as thay_doi,
    t.baseline as moc_so_sanh,
    t.target_year as nam_dich,
    t.repeats_target_id is not null as nhac_lai,
    t.counts_in_indicators as duoc_tinh,
    t.excluded_reason_vi as ly_do_khong_tinh,
    t.evidence as cau_chu,
    d.source_path as tep,
    t.page as trang,
    t.confidence as do_tin_cay,
    t.target_id as ma_cam_ket
from core.fct_target as t
inner join core.dim_document as d on t.document_id = d.document_id
left join core.dim_indicator as i on t.indicator_code = i.indicator_code
