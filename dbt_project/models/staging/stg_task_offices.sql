with

source as (

    select * from {{ source('landing', 'task_offices') }}

),

renamed as (

    select
        ---------- ids
        task_office_id,
        task_id,
        document_id,

        ---------- text
        role,
        office_text,
        office_code,

        ---------- numerics
        office_index,

        ---------- booleans
        is_collective,
        is_reference,
        is_joint

    from source

)

select * from renamed
