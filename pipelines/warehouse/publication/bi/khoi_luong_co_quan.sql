-- Số nhiệm vụ của từng cơ quan theo xã, năm, quý.
-- Mỗi dòng là cơ quan × đơn vị × năm × quý.
select
    w.province_key as khoa_tinh,
    w.province_code as ma_tinh,
    p.province_name as tinh,
    w.commune_code as ma_xa,
    c.commune_name as xa,
    w.plan_year as nam,
    w.quarter as quy,
    w.office_code as ma_co_quan,
    w.office_name_vi as co_quan,
    w.is_collective as tap_the,
    w.lead_count as so_viec_chu_tri,
    w.joint_lead_count as so_viec_dong_chu_tri,
    w.coordination_count as so_viec_phoi_hop,
    w.monitor_count as so_viec_theo_doi
from marts.office_workload as w
left join core.dim_commune as c
    on w.commune_code = c.commune_code
    and make_date(w.plan_year, 12, 31) between c.valid_from and coalesce(c.valid_to, date '9999-12-31')
left join core.dim_province as p
    on w.province_code = p.province_code
    and make_date(w.plan_year, 12, 31)
    between coalesce(p.valid_from, date '0001-01-01') and coalesce(p.valid_to, date '9999-12-31')
