with

source as (

    select * from {{ source('landing', 'ref_exclusion_reasons') }}

),

renamed as (

    select
        reason,
        cast(reason_order as integer) as reason_order,
        label_vi,
        description_vi,
        is_counted = 'yes' as is_counted,
        needs_review = 'yes' as needs_review

    from source

)

select * from renamed
