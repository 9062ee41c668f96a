-- Số phát hiện và điểm chất lượng của từng văn bản.
-- Mỗi dòng là một văn bản kế hoạch.
select
    q.province_key as khoa_tinh,
    q.province_code as ma_tinh,
    p.province_name as tinh,
    q.commune_code as ma_xa,
    q.commune_name as xa,
    q.plan_year as nam,
    q.source_path as tep,
    q.is_effective as dang_dung,
    q.error_count as so_loi,
    q.warning_count as so_canh_bao,
    q.info_count as so_luu_y,
    q.score as diem,
    q.worst_finding as phat_hien_nang_nhat,
    r.title_vi as ten_phat_hien_nang_nhat,
    q.document_id as ma_van_ban
from marts.document_quality as q
left join quality.finding_rule as r on q.worst_finding = r.rule
left join core.dim_province as p
    on q.province_code = p.province_code
    and make_date(q.plan_year, 12, 31)
    between coalesce(p.valid_from, date '0001-01-01') and coalesce(p.valid_to, date '9999-12-31')
