-- Plans that lie in the folders twice: the same bytes, several standing texts of one period, or a text that a later
-- one replaced.
with

plans as (

    select * from {{ ref('int_plan_documents') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

files as (

    select * from {{ ref('stg_files') }}

),

versions as (

    select * from {{ ref('int_document_versions') }}

),

annex_bodies as (

    select * from {{ ref('int_annex_bodies') }}

),

copies as (

    select
        plans.document_id,
        'duplicate_file' as rule,
        string_agg(files.source_path, '; ' order by files.source_path) as detail

    from plans
    inner join files
        on plans.document_id = files.document_id
    where not files.is_counted
    group by plans.document_id

),

standing as (

    select plans.*
    from plans
    left join versions
        on plans.document_id = versions.document_id
    left join annex_bodies
        on plans.document_id = annex_bodies.document_id
    where
        versions.document_id is null
        and annex_bodies.document_id is null
        and plans.commune_code is not null

),

rivals as (

    select
        one.document_id,
        'duplicate_version' as rule,
        string_agg(documents.source_path, '; ' order by documents.source_path) as detail

    from standing as one
    inner join standing as other
        on
            one.commune_code = other.commune_code
            and one.period_kind = other.period_kind
            and one.period_start = other.period_start
            and one.period_end = other.period_end
            and one.is_annex_only = other.is_annex_only
            and one.topic is not distinct from other.topic
            and one.document_id <> other.document_id
    inner join documents
        on other.document_id = documents.document_id
    group by one.document_id

),

replaced as (

    select
        versions.document_id,
        'superseded_version' as rule,
        coalesce(documents.document_number || ', ', '') || documents.source_path as detail

    from versions
    inner join documents
        on versions.superseded_by = documents.document_id

),

found as (

    select * from copies
    union all
    select * from rivals
    union all
    select * from replaced

),

final as (

    select
        document_id,
        rule,
        '' as subject,
        cast(null as varchar) as task_id,
        cast(null as varchar) as evidence,
        cast(null as integer) as page,
        cast(null as varchar) as bbox,
        detail

    from found

)

select * from final
