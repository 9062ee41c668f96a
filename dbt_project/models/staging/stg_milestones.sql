with

source as (

    select * from {{ source('landing', 'milestones') }}

),

renamed as (

    select
        ---------- ids
        milestone_id,
        task_id,
        document_id,

        ---------- text
        label,
        kind,
        recurrence,
        "offset" as due_offset,
        anchor,
        condition,
        text,
        rule,

        ---------- numerics
        milestone_index,
        cycle_day,
        cycle_month_offset,
        confidence,

        ---------- booleans
        is_exclusive,
        year_inferred,

        ---------- dates
        start as start_on,
        "end" as end_on

    from source

)

select * from renamed
