-- Plans whose wording is nearly that of another unit's plan of the same year and province, or of the province's own
-- plan where that lies in the folders. One finding for each plan: the likest of the others.
with

samples as (

    select * from {{ ref('int_wording_samples') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

sizes as (

    select
        document_id,
        count(*) as size

    from samples
    group by document_id
    having count(*) >= {{ var('least_wording_sample') }}

),

shared as (

    select
        one.document_id,
        other.document_id as other_id,
        other.commune_code is null as is_parent,
        count(*) as shared_count

    from samples as one
    inner join samples as other
        on
            one.sequence = other.sequence
            and one.province_code = other.province_code
            and one.plan_year = other.plan_year
            and one.commune_code is distinct from other.commune_code
    where one.commune_code is not null
    group by one.document_id, other.document_id, other.commune_code

),

likest as (

    select
        shared.document_id,
        shared.other_id,
        shared.is_parent,
        shared.shared_count / cast(sizes.size as double precision) as likeness,
        row_number() over (
            partition by shared.document_id, shared.is_parent
            order by shared.shared_count desc, shared.other_id
        ) as choice

    from shared
    inner join sizes
        on shared.document_id = sizes.document_id
    inner join sizes as other_sizes
        on shared.other_id = other_sizes.document_id
    inner join documents
        on shared.other_id = documents.document_id
    where
        not shared.is_parent
        -- a plan without commune is the province's when its title says so; others are just not resolved
        or regexp_matches(lower(documents.title), '(tỉnh|thành phố) ' || lower(documents.province_name))

),

final as (

    select
        likest.document_id,
        case when likest.is_parent then 'near_copy_of_parent_plan' else 'near_duplicate_of_other_commune' end as rule,
        '' as subject,
        cast(null as varchar) as task_id,
        cast(null as varchar) as evidence,
        cast(null as integer) as page,
        cast(null as varchar) as bbox,
        coalesce(documents.unit_type || ' ' || documents.commune_name || ', ', '') || documents.source_path
        || ', khoảng ' || cast(cast(round(100 * likest.likeness) as integer) as varchar) || '% câu chữ' as detail

    from likest
    inner join documents
        on likest.other_id = documents.document_id
    where
        likest.choice = 1
        and likest.likeness >= {{ var('near_copy_share') }}

)

select * from final
