with

source as (

    select * from {{ ref('stg_targets') }}

),

documents as (

    select document_id
    from {{ ref('dim_document') }}

),

standing as (

    select * from {{ ref('int_target_standing') }}

),

reasons as (

    select * from {{ ref('stg_exclusion_reasons') }}

),

final as (

    select
        source.target_id,
        source.document_id,
        source.target_index,
        source.task_id,
        source.indicator_code,
        source.indicator_text,
        source.comparator,
        source.value,
        source.value_max,
        source.unit,
        source.change,
        source.is_aspirational,
        source.target_year,
        source.baseline,
        source.exception,
        source.scope,
        source.scope_level,
        source.scope_sectors,
        source.basis,
        source.candidates,
        source.parent_target_id,
        source.repeats_target_id,
        source.evidence,
        source.section,
        source.found_in,
        source.column_role,
        source.page,
        source.bbox,
        source.rule,
        source.confidence,
        source.is_corrected,
        standing.counts_in_indicators,
        standing.excluded_reason,
        reasons.label_vi as excluded_reason_vi

    from source
    inner join documents
        on source.document_id = documents.document_id
    inner join standing
        on source.target_id = standing.target_id
    left join reasons
        on standing.excluded_reason = reasons.reason

)

select * from final
order by document_id, target_index
