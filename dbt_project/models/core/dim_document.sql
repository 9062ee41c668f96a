with

documents as (

    select * from {{ ref('stg_documents') }}

),

versions as (

    select * from {{ ref('int_document_versions') }}

),

annex_bodies as (

    select * from {{ ref('int_annex_bodies') }}

),

document_units as (

    select * from {{ ref('int_document_units') }}

),

provinces as (

    select distinct
        province_key,
        province_code,
        province_name

    from {{ ref('stg_provinces') }}

),

effective_documents as (

    select distinct document_id
    from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

final as (

    select
        documents.document_id,
        documents.source_path,
        documents.file_name,
        documents.sha256,
        documents.media_type,
        documents.size_bytes,
        documents.extraction_method,
        documents.page_count,
        provinces.province_key,
        documents.province_code,
        documents.province_name,
        documents.commune_code,
        document_units.unit_since,
        documents.commune_name,
        documents.unit_type,
        documents.title,
        documents.document_number,
        documents.issued_on,
        documents.issued_precision,
        documents.place,
        documents.period_kind,
        documents.period_start,
        documents.period_end,
        documents.plan_year,
        documents.signer,
        documents.signer_title,
        documents.signer_capacity,
        documents.recipients,
        documents.filing,
        documents.status,
        effective_documents.document_id is not null as is_effective,
        versions.superseded_by,
        versions.superseded_reason,
        documents.is_annex_only,
        annex_bodies.body_document_id,
        documents.declares_annex,
        documents.topic,
        documents.received_on,
        documents.folder_year,
        documents.reader_version,
        documents.understanding_version,
        documents.is_corrected

    from documents
    left join versions
        on documents.document_id = versions.document_id
    left join annex_bodies
        on documents.document_id = annex_bodies.document_id
    left join document_units
        on documents.document_id = document_units.document_id
    left join provinces
        on
            documents.province_code = provinces.province_code
            and documents.province_name = provinces.province_name
    left join effective_documents
        on documents.document_id = effective_documents.document_id
    where documents.is_plan

)

select * from final
order by document_id
