-- The dates under which one document is cited, inside the province.
with

conflicts as (

    select * from marts.legal_reference_conflicts
    where
        (province_key is null or province_key = $province)
        and list_contains($years, plan_year)

),

citations as (

    select
        citations.number,
        citations.issued_on,
        citations.page,
        citations.citation_id,
        documents.plan_year,
        documents.commune_code,
        documents.document_id,
        documents.source_path,
        row_number() over (
            partition by documents.plan_year, citations.number, citations.issued_on
            order by documents.source_path, citations.citation_id
        ) as use_order

    from core.fct_citation as citations
    inner join core.dim_document as documents
        on citations.document_id = documents.document_id
    where documents.province_key = $province and documents.is_effective

),

counted as (

    select
        plan_year,
        number,
        issued_on,
        count(distinct commune_code) as commune_count

    from citations
    group by plan_year, number, issued_on

)

select
    counted.plan_year,
    counted.number,
    counted.issued_on,
    counted.commune_count,
    citations.document_id,
    citations.source_path,
    citations.page

from counted
inner join citations
    on
        counted.plan_year = citations.plan_year
        and counted.number = citations.number
        and counted.issued_on = citations.issued_on
        and citations.use_order = 1
semi join conflicts
    on
        counted.plan_year = conflicts.plan_year
        and counted.number = conflicts.number
order by counted.plan_year, counted.number, counted.commune_count desc, counted.issued_on
