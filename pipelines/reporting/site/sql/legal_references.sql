-- Cited acts by plan year; the most used spelling, date and one place stand for each.
with

documents as (

    select * from core.dim_document
    where province_key = $province and is_effective and list_contains($years, plan_year)

),

cited as (

    select
        documents.plan_year,
        documents.commune_code,
        documents.commune_name,
        documents.source_path,
        citations.*

    from documents
    inner join core.fct_citation as citations
        on documents.document_id = citations.document_id
    where citations.number is not null

),

dates as (

    select
        plan_year,
        act_key,
        issued_on,
        row_number() over (
            partition by plan_year, act_key
            order by count(distinct document_id) desc, issued_on desc
        ) as use_order

    from cited
    where issued_on is not null
    group by plan_year, act_key, issued_on

),

firsts as (

    select
        *,
        row_number() over (partition by plan_year, act_key order by source_path, citation_index) as use_order

    from cited

),

acts as (

    select
        plan_year,
        act_key,
        number,
        count(distinct commune_code) as commune_count,
        sum(mentions) as mention_count

    from cited
    group by plan_year, act_key, number

),

contradicted as (

    select
        plan_year,
        act_key,
        count(*) as date_count

    from marts.legal_reference_conflicts
    group by plan_year, act_key

)

select
    acts.plan_year,
    acts.number,
    firsts.kind,
    firsts.issuer,
    dates.issued_on,
    acts.commune_count,
    acts.mention_count,
    coalesce(contradicted.date_count, 0) as date_count,
    firsts.document_id as first_document_id,
    firsts.commune_code as first_commune_code,
    firsts.commune_name as first_commune_name,
    firsts.source_path as first_source_path,
    firsts.page as first_page

from acts
inner join firsts
    on
        acts.plan_year = firsts.plan_year
        and acts.act_key = firsts.act_key
        and firsts.use_order = 1
left join dates
    on
        acts.plan_year = dates.plan_year
        and acts.act_key = dates.act_key
        and dates.use_order = 1
left join contradicted
    on
        acts.plan_year = contradicted.plan_year
        and acts.act_key = contradicted.act_key
order by acts.plan_year, acts.commune_count desc, acts.mention_count desc, acts.act_key
