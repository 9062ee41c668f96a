-- Files that were put aside, once each, with the reason that came first.
with

files as (

    select * from quality.source_file
    where exists (
        select 1 from core.dim_province as folders
        where
            folders.province_slug = source_file.province_slug
            and (
                folders.province_key = $province
                -- the folder of a province that has ended goes on for the one it went into
                or (folders.successor_key = $province and source_file.folder_year > year(folders.valid_to))
            )
    )

),

outcomes as (

    select
        *,
        row_number() over (partition by source_path order by stage, reason_code) as outcome_order
    from quality.document_outcome
    where status = 'quarantined'

)

select
    files.source_path,
    files.folder_year,
    outcomes.message_vi,
    outcomes.next_action_vi

from files
inner join outcomes
    on
        files.source_path = outcomes.source_path
        and outcomes.outcome_order = 1
order by files.source_path
