-- Which act each citation means. A number says so among the acts of its own body only: those of a commune are told
-- apart by the commune that cites them, those of a former district by its name, those of a province by the province. A
-- number of a people's committee or council whose level nobody wrote is the province's act where another plan of the
-- province cites it so with the same date; else it is taken for the unit's own.
with

documents as (

    select * from {{ ref('stg_documents') }}

),

provinces as (

    select distinct
        province_key,
        province_code,
        province_name

    from {{ ref('stg_provinces') }}

),

citations as (

    select * from {{ ref('stg_citations') }}

),

levelled as (

    select
        citations.citation_id,
        citations.number,
        citations.issued_on,
        documents.document_id,
        provinces.province_key,
        documents.province_code,
        documents.commune_code,
        documents.unit_type,
        documents.commune_name,
        {{ act_level('citations.number', 'citations.issuer') }} as level,
        -- "UBND huyện Yên Thành", "Huyện ủy Yên Thành" → "yên thành"
        regexp_extract({{ issuer_words('citations.issuer') }}, '(?:huyện|quận|thị xã)(?: ủy)? +(.+)$', 1) as district

    from citations
    inner join documents
        on citations.document_id = documents.document_id
    left join provinces
        on
            documents.province_code = provinces.province_code
            and documents.province_name = provinces.province_name

),

acts_of_provinces as (

    select distinct
        province_key,
        number,
        issued_on

    from levelled
    where level = 'province' and issued_on is not null

),

placed as (

    select
        levelled.*,
        case
            when levelled.level = 'open' and acts_of_provinces.number is not null then 'province'
            when levelled.level = 'open' then 'commune'
            when levelled.level = 'district' and levelled.district = '' then 'commune'
            when levelled.level = 'other' then 'national'
            else levelled.level
        end as act_level

    from levelled
    left join acts_of_provinces
        on
            levelled.level = 'open'
            and levelled.province_key = acts_of_provinces.province_key
            and levelled.number = acts_of_provinces.number
            and levelled.issued_on = acts_of_provinces.issued_on

),

final as (

    select
        citation_id,
        act_level,
        case when act_level <> 'national' then province_key end as province_key,
        case when act_level <> 'national' then province_code end as province_code,
        case when act_level = 'commune' then commune_code end as commune_code,
        case act_level
            when 'commune' then coalesce(unit_type || ' ' || commune_name, commune_code)
            when 'district' then district
        end as issuing_unit,
        concat_ws(
            '|',
            number,
            case when act_level <> 'national' then coalesce(province_key, document_id) end,
            case act_level
                when 'commune' then coalesce(commune_code, document_id)
                when 'district' then district
            end
        ) as act_key

    from placed

)

select * from final
