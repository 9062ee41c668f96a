-- The last runs that built a version, with the open findings of the province's plans in each of them.
with

runs as (

    select * from quality.run_history
    where same_as is null
    order by version desc
    limit 20

),

documents as (

    select distinct document_id
    from core.dim_document
    where province_key = $province

),

findings as (

    select history.*
    from quality.finding_history as history
    inner join documents
        on history.document_id = documents.document_id

),

open_findings as (

    select
        runs.version,
        count(case when findings.severity = 'error' then 1 end) as error_count,
        count(case when findings.severity = 'warning' then 1 end) as warning_count,
        count(case when findings.severity = 'info' then 1 end) as info_count,
        count(case when findings.first_version = runs.version then 1 end) as new_count

    from runs
    left join findings
        on runs.version between findings.first_version and findings.last_version
    group by runs.version

),

ordered as (

    select
        *,
        lag(version) over (order by version) as previous_version
    from runs

),

closed as (

    select
        last_version as version,
        count(*) as closed_count
    from findings
    group by last_version

)

select
    ordered.version,
    ordered.recorded_at,
    open_findings.error_count,
    open_findings.warning_count,
    open_findings.info_count,
    case when ordered.previous_version is not null then open_findings.new_count end as new_count,
    case when ordered.previous_version is not null then coalesce(closed.closed_count, 0) end as closed_count,
    ordered.check_count,
    ordered.failed_check_count,
    ordered.blocking_count

from ordered
inner join open_findings
    on ordered.version = open_findings.version
left join closed
    on ordered.previous_version = closed.version
order by ordered.version desc
