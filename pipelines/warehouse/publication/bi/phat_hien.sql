-- Những phát hiện trong văn bản (lỗi, cảnh báo, thông tin) và việc cần làm.
-- Mỗi dòng là một phát hiện trong một văn bản.
select
    d.province_key as khoa_tinh,
    d.province_code as ma_tinh,
    d.province_name as tinh,
    d.commune_code as ma_xa,
    d.commune_name as xa,
    d.plan_year as nam,
    case f.severity when 'error' then 'lỗi' when 'warning' then 'cảnh báo' else 'thông tin' end as muc_do,
    f.rule as ma_quy_tac,
    r.title_vi as ten_quy_tac,
    f.message_vi as noi_dung,
    f.action_vi as viec_can_lam,
    f.evidence as cau_chu,
    d.source_path as tep,
    f.page as trang,
    f.finding_id as ma_phat_hien
from quality.finding as f
inner join core.dim_document as d on f.document_id = d.document_id
left join quality.finding_rule as r on f.rule = r.rule
