with

source as (

    select * from {{ source('landing', 'findings') }}

),

renamed as (

    select
        ---------- ids
        finding_id,
        document_id,
        task_id,

        ---------- text
        rule,
        severity,
        message_vi,
        action_vi,
        evidence,
        detail,
        bbox,

        ---------- numerics
        finding_index,
        page

    from source

)

select * from renamed
