-- Every row of the correction files that carries a decision, with what became of it. The unit and year are those of the
-- document it names, where the warehouse still has that document.
with

source as (

    select * from {{ ref('stg_corrections') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

provinces as (

    select distinct
        province_key,
        province_code,
        province_name

    from {{ ref('stg_provinces') }}

),

indicators as (

    select * from {{ ref('stg_indicators') }}

),

targets as (

    select * from {{ ref('stg_targets') }}

),

final as (

    select
        source.correction_id,
        source.document_id,
        source.source_path,
        provinces.province_key,
        documents.province_code,
        documents.commune_code,
        documents.commune_name,
        documents.plan_year,
        source.item,
        source.item_id,
        cast(source.item_count as integer) as item_count,
        targets.indicator_code,
        indicators.name_vi as indicator_name_vi,
        source.field,
        source.old_value,
        source.new_value,
        source.decision,
        source.status,
        case source.status
            when 'applied' then 'Đã áp dụng'
            when 'expired' then 'Hết hiệu lực'
            when 'superseded' then 'Đã có quyết định mới hơn'
            else 'Chưa dùng được'
        end as status_vi,
        source.message_vi,
        source.action_vi,
        source.author,
        source.decided_on,
        source.reason,
        source.evidence,
        source.evidence_note,
        source.place,
        source.file_path,
        cast(source.file_row as integer) as file_row

    from source
    left join documents
        on
            source.source_path = documents.source_path
            and source.document_id = documents.document_id
    left join provinces
        on
            documents.province_code = provinces.province_code
            and documents.province_name = provinces.province_name
    left join targets
        on source.item_id = targets.target_id
    left join indicators
        on targets.indicator_code = indicators.indicator_code

)

select * from final
order by file_path, file_row
