-- Acts that the effective plans of a year cite with different dates: one row for each date, with a place to look it up.
-- The date that most plans give comes first; whether it is the right one only the act itself can say.
with

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

citations as (

    select * from {{ ref('fct_citation') }}
    where issued_on is not null

),

cited_documents as (

    select * from {{ ref('dim_document') }}

),

conflicts as (

    select * from {{ ref('legal_references') }}
    where has_date_conflict

),

uses as (

    select
        conflicts.number,
        conflicts.province_key,
        conflicts.province_code,
        conflicts.plan_year,
        citations.issued_on,
        citations.citation_id,
        citations.page,
        documents.commune_code,
        documents.document_id,
        cited_documents.source_path,
        row_number() over (
            partition by conflicts.number, conflicts.province_code, conflicts.plan_year, citations.issued_on
            order by cited_documents.source_path, citations.citation_index
        ) as use_order

    from conflicts
    inner join documents
        on conflicts.plan_year = documents.plan_year
    inner join citations
        on
            documents.document_id = citations.document_id
            and conflicts.number = citations.number
    inner join cited_documents
        on documents.document_id = cited_documents.document_id
    where
        conflicts.province_code is null
        or conflicts.province_code = documents.province_code

),

dates as (

    select
        number,
        province_key,
        province_code,
        plan_year,
        issued_on,
        count(distinct document_id) as document_count,
        count(distinct commune_code) as commune_count,
        min(case when use_order = 1 then citation_id end) as citation_id,
        min(case when use_order = 1 then document_id end) as document_id,
        min(case when use_order = 1 then source_path end) as source_path,
        min(case when use_order = 1 then page end) as page

    from uses
    group by number, province_key, province_code, plan_year, issued_on

),

final as (

    select
        number,
        province_key,
        province_code,
        plan_year,
        issued_on,
        cast(
            row_number() over (
                partition by number, province_code, plan_year
                order by document_count desc, issued_on desc
            ) as integer
        ) as date_order,
        cast(document_count as integer) as document_count,
        cast(commune_count as integer) as commune_count,
        citation_id,
        document_id,
        source_path,
        page

    from dates

)

select * from final
order by plan_year, number, province_code nulls first, date_order
