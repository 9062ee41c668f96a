with

source as (

    select * from {{ ref('stg_citations') }}

),

documents as (

    select document_id
    from {{ ref('dim_document') }}

),

cited_acts as (

    select * from {{ ref('int_cited_acts') }}

),

final as (

    select
        source.citation_id,
        source.document_id,
        source.citation_index,
        source.kind,
        source.number,
        source.issued_on,
        source.issuer,
        source.mentions,
        source.page,
        source.evidence,
        source.raw_number,
        source.bbox,
        source.is_corrected,
        cited_acts.act_key

    from source
    inner join documents
        on source.document_id = documents.document_id
    inner join cited_acts
        on source.citation_id = cited_acts.citation_id

)

select * from final
order by document_id, citation_index
