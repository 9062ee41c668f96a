with

files as (

    select * from {{ ref('stg_files') }}

),

outcomes as (

    select * from {{ ref('stg_outcomes') }}

),

-- the worst thing that happened to the file at any stage
worst_outcomes as (

    select
        source_path,
        max(case status when 'quarantined' then 4 when 'skipped' then 3 when 'partial' then 2 else 1 end) as severity

    from outcomes
    group by source_path

),

final as (

    select
        files.source_path,
        files.document_id,
        files.file_name,
        files.sha256,
        files.media_type,
        files.size_bytes,
        files.province_slug,
        files.folder_province_key as province_key,
        files.folder_year,
        files.received_on,
        files.manifest_commune_code,
        files.is_counted,
        case worst_outcomes.severity
            when 4 then 'quarantined'
            when 3 then 'skipped'
            when 2 then 'partial'
            when 1 then 'ok'
        end as status

    from files
    left join worst_outcomes
        on files.source_path = worst_outcomes.source_path

)

select * from final
order by source_path
