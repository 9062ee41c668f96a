with

source as (

    select * from {{ source('landing', 'targets') }}

),

renamed as (

    select
        ---------- ids
        target_id,
        document_id,
        task_id,
        parent_target_id,
        repeats_target_id,
        indicator_code,

        ---------- text
        indicator_text,
        comparator,
        unit,
        change,
        baseline,
        exception,
        scope,
        scope_level,
        scope_sectors,
        basis,
        candidates,
        evidence,
        section,
        found_in,
        column_role,
        bbox,
        rule,

        ---------- numerics
        target_index,
        value,
        value_max,
        year as target_year,
        page,
        confidence,

        ---------- booleans
        coalesce(is_corrected, false) as is_corrected,
        is_aspirational

    from source

)

select * from renamed
