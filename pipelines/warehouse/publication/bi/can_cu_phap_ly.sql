-- Văn bản được viện dẫn và số đơn vị viện dẫn.
-- Mỗi dòng là một văn bản được viện dẫn trong kế hoạch của một năm.
select
    l.province_key as khoa_tinh,
    l.province_code as ma_tinh,
    p.province_name as tinh,
    l.plan_year as nam,
    l.kind as loai_van_ban,
    l.number as so_ky_hieu,
    l.issued_on as ngay_ban_hanh,
    l.issuer as co_quan_ban_hanh,
    l.issuing_unit as don_vi_ban_hanh,
    l.commune_count as so_xa_vien_dan,
    l.mention_count as so_lan_vien_dan,
    l.has_date_conflict as ghi_ngay_khac_nhau
from marts.legal_references as l
left join core.dim_province as p
    on l.province_code = p.province_code
    and make_date(l.plan_year, 12, 31)
    between coalesce(p.valid_from, date '0001-01-01') and coalesce(p.valid_to, date '9999-12-31')
