with

source as (

    select * from {{ source('landing', 'citations') }}

),

renamed as (

    select
        ---------- ids
        citation_id,
        document_id,

        ---------- text
        kind,
        number,
        raw_number,
        issuer,
        evidence,
        bbox,

        ---------- numerics
        citation_index,
        mentions,
        page,

        ---------- dates
        issued_on,

        ---------- booleans
        coalesce(is_corrected, false) as is_corrected

    from source

)

select * from renamed
