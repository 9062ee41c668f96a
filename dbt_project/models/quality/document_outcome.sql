with

source as (

    select * from {{ ref('stg_outcomes') }}

),

final as (

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

select * from final
order by source_path, stage
