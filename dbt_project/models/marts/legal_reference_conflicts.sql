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
        conflicts.act_key,
        conflicts.number,
        conflicts.province_key,
        conflicts.province_code,
        conflicts.commune_code,
        conflicts.issuing_unit,
        conflicts.plan_year,
        citations.issued_on,
        citations.citation_id,
        citations.page,
        documents.commune_code as citing_code,
        documents.document_id,
        cited_documents.source_path,
        row_number() over (
            partition by conflicts.act_key, conflicts.plan_year, citations.issued_on
            order by cited_documents.source_path, citations.citation_index
        ) as use_order

    from conflicts
    inner join documents
        on conflicts.plan_year = documents.plan_year
    inner join citations
        on
            documents.document_id = citations.document_id
            and conflicts.act_key = citations.act_key
    inner join cited_documents
        on documents.document_id = cited_documents.document_id

),

dates as (

    select
        act_key,
        number,
        province_key,
        province_code,
        commune_code,
        issuing_unit,
        plan_year,
        issued_on,
        count(distinct document_id) as document_count,
        count(distinct citing_code) as commune_count,
        min(case when use_order = 1 then citation_id end) as citation_id,
        min(case when use_order = 1 then document_id end) as document_id,
        min(case when use_order = 1 then source_path end) as source_path,
        min(case when use_order = 1 then page end) as page

    from uses
    group by act_key, number, province_key, province_code, commune_code, issuing_unit, plan_year, issued_on

),

-- a date of another year and day is another act's: the number began again
contradicted as (

    select *
    from dates
    qualify
        {{ number_has_year('number') }}
        or count(*) over (partition by act_key, plan_year, year(issued_on)) > 1
        or count(*) over (partition by act_key, plan_year, strftime(issued_on, '%d%m')) > 1

),

final as (

    select
        number,
        province_key,
        province_code,
        commune_code,
        issuing_unit,
        plan_year,
        issued_on,
        cast(
            row_number() over (
                partition by act_key, plan_year
                order by document_count desc, issued_on desc
            ) as integer
        ) as date_order,
        cast(document_count as integer) as document_count,
        cast(commune_count as integer) as commune_count,
        citation_id,
        document_id,
        source_path,
        page,
        act_key

    from contradicted

)

select * from final
order by plan_year, number, act_key, date_order
