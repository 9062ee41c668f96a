-- Which unit a plan belongs to when its code has meant several: the one whose name it bears, then the one that existed on
-- the day of issue, then the one of its province, then the one of the first day of its period.
with

documents as (

    select * from {{ ref('stg_documents') }}
    where commune_code is not null

),

eras as (

    select * from {{ ref('int_commune_eras') }}

),

fitting as (

    select
        documents.document_id,
        documents.commune_code,
        eras.unit_since,
        row_number() over (
            partition by documents.document_id
            order by
                documents.commune_name is not distinct from eras.commune_name desc,
                coalesce(
                    documents.issued_on between eras.valid_from_or_ever and eras.valid_to_or_never, false
                ) desc,
                documents.province_code is not distinct from eras.province_code desc,
                coalesce(documents.period_start, make_date(documents.plan_year, 1, 1))
                between eras.valid_from_or_ever and eras.valid_to_or_never desc,
                eras.valid_from_or_ever desc
        ) as choice

    from documents
    inner join eras
        on documents.commune_code = eras.commune_code

),

final as (

    select
        document_id,
        commune_code,
        unit_since

    from fitting
    where choice = 1

)

select * from final
