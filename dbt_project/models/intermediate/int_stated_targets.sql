-- Everything that the effective plans say about an indicator in a plan year, what counts and what does not.
with

documents as (

    select * from {{ ref('int_effective_documents') }}

),

standing as (

    select * from {{ ref('int_target_standing') }}

),

reasons as (

    select * from {{ ref('stg_exclusion_reasons') }}

),

final as (

    select
        documents.province_key,
        documents.province_code,
        documents.commune_code,
        documents.plan_year,
        documents.source_rank,
        standing.plan_document_id,
        standing.document_id,
        standing.target_id,
        standing.indicator_code,
        standing.basis_group,
        standing.has_conflict,
        standing.counts_in_basis,
        standing.counts_in_indicators,
        standing.excluded_reason,
        coalesce(reasons.is_counted, false) as is_excluded,
        coalesce(reasons.needs_review, false) as needs_review,
        documents.period_kind = 'multi_year'
        and standing.target_year is distinct from documents.plan_year as is_fallback_multi_year

    from documents
    inner join standing
        on
            documents.document_id = standing.document_id
            and (
                standing.stated_year = documents.plan_year
                or (
                    documents.period_kind = 'multi_year'
                    and standing.stated_year = extract(year from documents.period_end)
                )
            )
    left join reasons
        on standing.excluded_reason = reasons.reason
    where standing.indicator_code is not null

)

select * from final
