-- The register of acts that the plans themselves make up: each act with the dates under which it is cited, and by how
-- many communes. A number of a province is an act of that province; numbers of communes say nothing beyond their own.
with

plans as (

    select * from {{ ref('int_plan_documents') }}

),

citations as (

    select * from {{ ref('stg_citations') }}
    where issued_on is not null

),

named as (

    select
        plans.document_id,
        coalesce(plans.commune_code, plans.document_id) as unit,
        citations.citation_id,
        citations.number,
        citations.issued_on,
        regexp_replace(lower(citations.number), '[^\pL\pN]', '', 'g') as act,
        -- numbers begin again every year; only one that holds its year names one act for good
        {{ number_has_year('citations.number') }} as has_year,
        case {{ act_level('citations.number', 'citations.issuer') }}
            when 'national' then 'national'
            when 'province' then plans.province_code
        end as scope

    from plans
    inner join citations
        on plans.document_id = citations.document_id

),

final as (

    select
        *,
        count(distinct unit) over (partition by act, scope, issued_on) as unit_count

    from named
    where scope is not null

)

select * from final
