with

source as (

    select * from {{ ref('stg_findings') }}

),

final as (

    select
        finding_id,
        document_id,
        task_id,
        finding_index,
        rule,
        severity,
        message_vi,
        action_vi,
        evidence,
        page,
        bbox,
        detail

    from source

)

select * from final
order by document_id, finding_index
