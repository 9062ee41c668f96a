with

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

citations as (

    select * from {{ ref('fct_citation') }}

),

cited_acts as (

    select * from {{ ref('int_cited_acts') }}

),

cited as (

    select
        cited_acts.act_key,
        citations.number,
        citations.kind,
        citations.issued_on,
        citations.issuer,
        citations.mentions,
        documents.plan_year,
        documents.commune_code as citing_code,
        documents.document_id,
        cited_acts.province_key,
        cited_acts.province_code,
        cited_acts.commune_code,
        cited_acts.issuing_unit,
        {{ number_has_year('citations.number') }} as has_year

    from documents
    inner join citations
        on documents.document_id = citations.document_id
    inner join cited_acts
        on citations.citation_id = cited_acts.citation_id

),

spellings as (

    select
        act_key,
        plan_year,
        kind,
        issuer,
        row_number() over (
            partition by act_key, plan_year
            order by
                count(distinct document_id) desc,
                issued_on desc nulls last,
                kind nulls last,
                issuer nulls last
        ) as use_order

    from cited
    group by act_key, plan_year, kind, issued_on, issuer

),

dated_spellings as (

    select
        act_key,
        plan_year,
        issued_on,
        row_number() over (
            partition by act_key, plan_year
            order by count(distinct document_id) desc, issued_on desc
        ) as use_order

    from cited
    where issued_on is not null
    group by act_key, plan_year, issued_on

),

-- two dates of one number contradict each other only where they cannot be two acts: the number holds its year, both
-- dates are of one year, or they differ in the year alone
acts as (

    select
        act_key,
        number,
        province_key,
        province_code,
        commune_code,
        issuing_unit,
        plan_year,
        count(distinct citing_code) as commune_count,
        count(distinct document_id) as document_count,
        sum(mentions) as mention_count,
        count(distinct issued_on) > 1 and (
            has_year
            or count(distinct issued_on) > count(distinct year(issued_on))
            or count(distinct issued_on) > count(distinct strftime(issued_on, '%d%m'))
        ) as has_date_conflict

    from cited
    group by act_key, number, province_key, province_code, commune_code, issuing_unit, plan_year, has_year

),

final as (

    select
        acts.number,
        spellings.kind,
        dated_spellings.issued_on,
        spellings.issuer,
        acts.province_key,
        acts.province_code,
        acts.commune_code,
        acts.issuing_unit,
        acts.plan_year,
        cast(acts.commune_count as integer) as commune_count,
        cast(acts.document_count as integer) as document_count,
        cast(acts.mention_count as integer) as mention_count,
        acts.has_date_conflict,
        acts.act_key

    from acts
    inner join spellings
        on
            acts.act_key = spellings.act_key
            and acts.plan_year = spellings.plan_year
            and spellings.use_order = 1
    left join dated_spellings
        on
            acts.act_key = dated_spellings.act_key
            and acts.plan_year = dated_spellings.plan_year
            and dated_spellings.use_order = 1

)

select * from final
order by plan_year, commune_count desc, number, act_key
