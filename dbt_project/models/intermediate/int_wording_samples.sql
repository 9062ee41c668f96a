-- The wording of every plan as a sample of its five-word sequences, for comparing plans word by word without reading
-- each beside each. A sequence belongs to the sample by its own hash, the same in every plan, so that the share of one
-- sample found in another estimates the share of the wording (sequences that follow each other inside one cell).
with

plans as (

    select * from {{ ref('int_plan_documents') }}

),

tasks as (

    select * from {{ ref('stg_tasks') }}

),

targets as (

    select * from {{ ref('stg_targets') }}
    where task_id is null

),

texts as (

    select
        document_id,
        concat_ws(' ', task, activity, output) as words

    from tasks
    union all
    select
        document_id,
        evidence as words

    from targets

),

split as (

    select
        document_id,
        regexp_extract_all(lower(words), '[\pL\pN]+') as words

    from texts

),

sequences as (

    select distinct
        split.document_id,
        hash(array_to_string(split.words[place.first : place.first + 4], ' ')) as sequence

    from split,
        unnest(generate_series(1, len(split.words) - 4)) as place (first)

),

final as (

    select
        sequences.document_id,
        sequences.sequence,
        plans.commune_code,
        plans.province_code,
        plans.plan_year

    from sequences
    inner join plans
        on sequences.document_id = plans.document_id
    where sequences.sequence % {{ var('wording_sample') }} = 0

)

select * from final
