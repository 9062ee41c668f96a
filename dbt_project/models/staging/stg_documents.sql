with

source as (

    select * from {{ source('landing', 'documents') }}

),

files as (

    select * from {{ ref('stg_files') }}

),

final as (

    select
        ---------- ids
        source.document_id,
        source.source_path,
        source.sha256,
        coalesce(source.province_code, files.folder_province_code) as province_code,
        source.commune_code,
        source.manifest_commune_code,
        source.presumed_commune_code,

        ---------- text
        source.file_name,
        source.media_type,
        source.extraction_method,
        source.reader_version,
        source.understanding_version,
        source.province_slug,
        source.province_name,
        source.commune_name,
        source.unit_type,
        source.title,
        source.document_number,
        source.issued_precision,
        source.place,
        source.period_kind,
        source.signer,
        source.signer_title,
        source.signer_capacity,
        source.recipients,
        source.filing,
        source.supersedes,
        source.status,
        source.topic,

        ---------- numerics
        source.size_bytes,
        source.page_count,
        source.folder_year,
        coalesce(source.plan_year, source.folder_year) as plan_year,

        ---------- booleans
        coalesce(source.is_corrected, false) as is_corrected,
        source.is_plan,
        source.is_annex_only,
        source.declares_annex,

        ---------- dates
        source.issued_on,
        source.received_on,
        source.period_start,
        source.period_end

    from source
    left join files
        on source.source_path = files.source_path

)

select * from final
