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

-- list by list and not by a join on the places: what is held at any moment is the sample, never all sequences
sequences as (

    select
        document_id,
        list_transform(
            generate_series(1, len(words) - 4),
            lambda place : hash(array_to_string(words[place : place + 4], ' '))
        ) as hashes

    from split

),

sampled as (

    select distinct
        document_id,
        unnest(list_filter(hashes, lambda sequence : sequence % {{ var('wording_sample') }} = 0)) as sequence

    from sequences

),

final as (

    select
        sampled.document_id,
        sampled.sequence,
        plans.commune_code,
        plans.province_code,
        plans.plan_year

    from sampled
    inner join plans
        on sampled.document_id = plans.document_id
)

select * from final
