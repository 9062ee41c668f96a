with

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

citations as (

    select * from {{ ref('fct_citation') }}

),

-- a number of a people's committee, council or party committee is unique inside its province only
cited as (

    select
        citations.number,
        citations.kind,
        citations.issued_on,
        citations.issuer,
        citations.mentions,
        documents.plan_year,
        documents.commune_code,
        documents.document_id,
        citations.number like '%UBND%'
        or citations.number like '%HĐND%'
        or citations.number like '%/TU'
        or citations.number like '%/ĐU' as is_local,
        case when is_local then documents.province_key end as province_key,
        case when is_local then documents.province_code end as province_code

    from documents
    inner join citations
        on documents.document_id = citations.document_id

),

spellings as (

    select
        number,
        province_code,
        plan_year,
        kind,
        issued_on,
        issuer,
        row_number() over (
            partition by number, province_code, plan_year
            order by
                count(distinct document_id) desc,
                issued_on desc nulls last,
                kind nulls last,
                issuer nulls last
        ) as use_order

    from cited
    group by number, province_code, plan_year, kind, issued_on, issuer

),

dated_spellings as (

    select
        number,
        province_code,
        plan_year,
        issued_on,
        row_number() over (
            partition by number, province_code, plan_year
            order by count(distinct document_id) desc, issued_on desc
        ) as use_order

    from cited
    where issued_on is not null
    group by number, province_code, plan_year, issued_on

),

acts as (

    select
        number,
        province_key,
        province_code,
        plan_year,
        count(distinct commune_code) as commune_count,
        count(distinct document_id) as document_count,
        sum(mentions) as mention_count,
        count(distinct issued_on) as date_count

    from cited
    group by number, province_key, province_code, plan_year

),

final as (

    select
        acts.number,
        spellings.kind,
        dated_spellings.issued_on,
        spellings.issuer,
        acts.province_key,
        acts.province_code,
        acts.plan_year,
        cast(acts.commune_count as integer) as commune_count,
        cast(acts.document_count as integer) as document_count,
        cast(acts.mention_count as integer) as mention_count,
        acts.date_count > 1 as has_date_conflict

    from acts
    inner join spellings
        on
            acts.number = spellings.number
            and acts.plan_year = spellings.plan_year
            and acts.province_code is not distinct from spellings.province_code
            and spellings.use_order = 1
    left join dated_spellings
        on
            acts.number = dated_spellings.number
            and acts.plan_year = dated_spellings.plan_year
            and acts.province_code is not distinct from dated_spellings.province_code
            and dated_spellings.use_order = 1

)

select * from final
order by plan_year, commune_count desc, number, province_code nulls first
