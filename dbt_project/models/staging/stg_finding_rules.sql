with

source as (

    select * from {{ source('landing', 'ref_finding_rules') }}

),

renamed as (

    select
        rule,
        severity,
        title_vi,
        message_vi,
        action_vi

    from source

)

select * from renamed
