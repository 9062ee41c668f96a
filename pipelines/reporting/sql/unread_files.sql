-- Files that were put aside, once each, with the reason that came first; asked by the province's pages and the workbook.
with

files as (

    select * from quality.source_file
    where province_key = $province

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
