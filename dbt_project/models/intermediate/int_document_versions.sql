-- Which plan replaced which: said in words ("thay thế Kế hoạch số …"), or same unit, kind and period and issued later,
-- or a text without number beside the issued one.
with

plans as (

    select * from {{ ref('int_plan_documents') }}

),

annex_bodies as (

    select * from {{ ref('int_annex_bodies') }}

),

standing as (

    select plans.*
    from plans
    left join annex_bodies
        on plans.document_id = annex_bodies.document_id
    where
        annex_bodies.document_id is null
        and plans.commune_code is not null

),

said_in_words as (

    select
        earlier.document_id,
        later.document_id as superseded_by,
        1 as reason_order,
        'named' as reason,
        later.status_rank,
        later.issued_on

    from standing as earlier
    inner join standing as later
        on
            earlier.commune_code = later.commune_code
            and earlier.unit_since is not distinct from later.unit_since
            and earlier.document_id <> later.document_id
            and later.supersedes like '%"' || earlier.document_number || '"%'
    where
        later.status <> 'draft'
        -- two plans that each name the other are settled by their dates
        and (earlier.issued_on is null or later.issued_on is null or earlier.issued_on <= later.issued_on)

),

same_key as (

    select
        earlier.document_id,
        later.document_id as superseded_by,
        2 as reason_order,
        case when earlier.status = later.status then 'later_issue' else 'issued_text' end as reason,
        later.status_rank,
        later.issued_on

    from standing as earlier
    inner join standing as later
        on
            earlier.commune_code = later.commune_code
            and earlier.unit_since is not distinct from later.unit_since
            and earlier.period_kind = later.period_kind
            and earlier.period_start = later.period_start
            and earlier.period_end = later.period_end
            and earlier.is_annex_only = later.is_annex_only
            -- a plan for an inspection replaces no plan of the year
            and earlier.topic is not distinct from later.topic
            and earlier.document_id <> later.document_id
    where
        (earlier.status <> 'issued' and later.status = 'issued')
        or (earlier.status = later.status and earlier.issued_on < later.issued_on)

),

candidates as (

    select * from said_in_words
    union all
    select * from same_key

),

ranked as (

    select
        *,
        row_number() over (
            partition by document_id
            order by reason_order, status_rank, issued_on desc nulls last, superseded_by
        ) as candidate_order

    from candidates

),

final as (

    select
        document_id,
        superseded_by,
        reason as superseded_reason

    from ranked
    where candidate_order = 1

)

select * from final
