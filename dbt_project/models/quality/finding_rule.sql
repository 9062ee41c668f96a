with

source as (

    select * from {{ ref('stg_finding_rules') }}

),

final as (

    select
        rule,
        severity,
        title_vi,
        message_vi,
        action_vi

    from source

)

select * from final
order by rule
