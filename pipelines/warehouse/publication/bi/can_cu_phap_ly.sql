-- Văn bản được viện dẫn và số đơn vị viện dẫn.
select
    province_key as khoa_tinh,
    province_code as ma_tinh,
    plan_year as nam,
    kind as loai_van_ban,
    number as so_ky_hieu,
    issued_on as ngay_ban_hanh,
    issuer as co_quan_ban_hanh,
    commune_count as so_xa_vien_dan,
    mention_count as so_lan_vien_dan,
    has_date_conflict as ghi_ngay_khac_nhau
from marts.legal_references
