-- Từng dòng nhiệm vụ của phụ lục, như in trong văn bản.
-- Mỗi dòng là một dòng nhiệm vụ của một văn bản.
select
    d.province_key as khoa_tinh,
    d.province_code as ma_tinh,
    d.province_name as tinh,
    d.commune_code as ma_xa,
    d.commune_name as xa,
    d.plan_year as nam,
    d.is_effective as dang_dung,
    a.name_vi as linh_vuc,
    t.row_no as so_thu_tu,
    t.task as nhiem_vu,
    t.output as san_pham,
    t.lead as chu_tri,
    t.coordination as phoi_hop,
    t.deadline_text as thoi_han_in,
    t.deadline_start as tu_ngay,
    t.deadline_end as den_ngay,
    d.source_path as tep,
    t.page_start as trang,
    t.task_id as ma_nhiem_vu
from core.fct_task as t
inner join core.dim_document as d on t.document_id = d.document_id
left join core.dim_area as a on t.area_code = a.area_code
