-- Where the targets of a year stand in PDF files: the headlines in their order, then the others.
select
    targets.target_id,
    documents.source_path,
    documents.sha256,
    documents.extraction_method = 'pdf_ocr' as is_scan,
    targets.page,
    targets.bbox

from marts.commune_indicators as chosen
inner join core.fct_target as targets
    on chosen.target_id = targets.target_id
inner join core.dim_document as documents
    on chosen.document_id = documents.document_id
where
    chosen.province_key = $province
    and chosen.plan_year = $year
    and documents.media_type = 'application/pdf'
    and targets.page is not null
    and targets.bbox is not null
order by
    nullif(list_position($codes, chosen.indicator_code), 0) nulls last,
    chosen.indicator_code,
    chosen.commune_code,
    targets.target_id
