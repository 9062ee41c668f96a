with

source as (

    select * from {{ source('landing', 'outcomes') }}

),

renamed as (

    select
        document_id,
        source_path,
        stage,
        status,
        reason_code,
        message_vi,
        next_action_vi,
        detail,
        seconds,
        run_id

    from source

)

select * from renamed
