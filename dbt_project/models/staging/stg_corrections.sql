with

source as (

    select * from {{ source('landing', 'corrections') }}

),

renamed as (

    select
        ---------- ids
        correction_id,
        document_id,
        item_id,

        ---------- text
        source_path,
        item,
        field,
        old_value,
        new_value,
        decision,
        status,
        message_vi,
        action_vi,
        author,
        reason,
        evidence,
        evidence_note,
        place,
        file_path,

        ---------- numerics
        item_count,
        file_row,

        ---------- dates
        decided_on

    from source

)

select * from renamed
