-- Every plan of the province, newest year first within a unit.
select
    document_id,
    commune_code,
    unit_since,
    source_path,
    file_name,
    media_type,
    extraction_method,
    page_count,
    title,
    document_number,
    issued_on,
    issued_precision,
    period_kind,
    period_start,
    period_end,
    plan_year,
    signer,
    signer_title,
    status,
    is_effective,
    superseded_by,
    superseded_reason,
    is_annex_only,
    body_document_id,
    sha256

from core.dim_document
where province_key = $province
order by commune_code nulls last, plan_year desc nulls last, issued_on desc nulls last, source_path
