-- The dates under which one act is cited, where they contradict each other; counted inside the province.
with

conflicts as (

    select * from marts.legal_reference_conflicts
    where
        (province_key is null or province_key = $province)
        and list_contains($years, plan_year)

),

citations as (

    select
        citations.act_key,
        citations.issued_on,
        citations.page,
        documents.plan_year,
        documents.commune_code,
        documents.document_id,
        documents.source_path,
        row_number() over (
            partition by documents.plan_year, citations.act_key, citations.issued_on
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
        act_key,
        issued_on,
        count(distinct commune_code) as commune_count

    from citations
    group by plan_year, act_key, issued_on

)

select
    conflicts.plan_year,
    conflicts.number,
    conflicts.issuing_unit,
    conflicts.issued_on,
    counted.commune_count,
    citations.document_id,
    citations.source_path,
    citations.page

from conflicts
inner join counted
    on
        conflicts.plan_year = counted.plan_year
        and conflicts.act_key = counted.act_key
        and conflicts.issued_on = counted.issued_on
inner join citations
    on
        conflicts.plan_year = citations.plan_year
        and conflicts.act_key = citations.act_key
        and conflicts.issued_on = citations.issued_on
        and citations.use_order = 1
order by conflicts.plan_year, conflicts.number, conflicts.act_key, counted.commune_count desc, conflicts.issued_on
