-- An annex that arrived without its body joins the body of the same unit and period, if that body has no table.
with

plans as (

    select * from {{ ref('int_plan_documents') }}

),

annexes as (

    select * from plans
    where is_annex_only

),

bodies as (

    select * from plans
    where
        not is_annex_only
        and task_count = 0

),

pairs as (

    select
        annexes.document_id,
        bodies.document_id as body_document_id,
        row_number() over (
            partition by annexes.document_id
            order by
                bodies.status_rank,
                bodies.issued_on desc nulls last,
                bodies.received_on desc nulls last,
                bodies.document_id
        ) as body_order,
        row_number() over (
            partition by bodies.document_id
            order by
                annexes.status_rank,
                annexes.issued_on desc nulls last,
                annexes.received_on desc nulls last,
                annexes.document_id
        ) as annex_order

    from annexes
    inner join bodies
        on
            annexes.commune_code = bodies.commune_code
            and annexes.unit_since is not distinct from bodies.unit_since
            -- an annex joins a plan of its own subject only; one without a name is an annex of the year's plan
            and annexes.topic is not distinct from bodies.topic
            and annexes.period_start = bodies.period_start
            and annexes.period_end = bodies.period_end

),

final as (

    select
        document_id,
        body_document_id

    from pairs
    where
        body_order = 1
        and annex_order = 1

)

select * from final
