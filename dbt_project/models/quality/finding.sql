-- Findings of one plan by itself, then those that show only beside other plans; numbered on. What a file by itself
-- lacks and another file of its unit brings is no finding: body and annex that came in two files are both there.
with

source as (

    select * from {{ ref('stg_findings') }}

),

corpus as (

    select * from {{ ref('int_corpus_findings') }}

),

documents as (

    select
        document_id,
        source_path,
        plan_year

    from {{ ref('stg_documents') }}

),

annex_bodies as (

    select * from {{ ref('int_annex_bodies') }}

),

brought as (

    select
        body_document_id as document_id,
        'annex_missing' as rule

    from annex_bodies
    union all
    select
        document_id,
        'annex_only' as rule

    from annex_bodies

),

of_one_plan as (

    select source.*
    from source
    anti join brought
        on
            source.document_id = brought.document_id
            and source.rule = brought.rule

),

last_places as (

    select
        document_id,
        max(finding_index) as last_index

    from source
    group by document_id

),

numbered as (

    select
        finding_id,
        document_id,
        task_id,
        finding_index,
        rule,
        severity,
        message_vi,
        action_vi,
        evidence,
        page,
        bbox,
        detail

    from of_one_plan
    union all
    select
        corpus.finding_id,
        corpus.document_id,
        corpus.task_id,
        cast(coalesce(last_places.last_index, -1) + corpus.place as integer) as finding_index,
        corpus.rule,
        corpus.severity,
        corpus.message_vi,
        corpus.action_vi,
        corpus.evidence,
        corpus.page,
        corpus.bbox,
        corpus.detail

    from corpus
    left join last_places
        on corpus.document_id = last_places.document_id

),

final as (

    select
        numbered.*,
        documents.source_path,
        documents.plan_year

    from numbered
    left join documents
        on numbered.document_id = documents.document_id

)

select * from final
order by document_id, finding_index
