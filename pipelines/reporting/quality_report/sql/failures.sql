-- Failing rows of those checks, a few for each; rows of other provinces' plans are left to their own report.
with

failures as (

    select * from quality.check_failure

),

documents as (

    select * from core.dim_document

),

chosen as (

    select
        failures.*,
        row_number() over (partition by failures.suite, failures.check_name order by failures.row_no) as shown_order

    from failures
    left join documents
        on failures.document_id = documents.document_id
    where documents.province_key is null or documents.province_key = $province

)

select
    suite,
    check_name,
    row_key,
    source_path,
    page

from chosen
where shown_order <= 10
order by suite, check_name, shown_order
