-- Dates of cited acts that most other plans contradict. Two dates of one number contradict each other only when they
-- cannot be two acts: the number holds its year, both dates are of one year, or they differ in the year alone.
with

act_dates as (

    select * from {{ ref('int_act_dates') }}

),

rivals as (

    select distinct
        act,
        scope,
        issued_on,
        unit_count

    from act_dates

),

contradicted as (

    select
        act_dates.document_id,
        act_dates.citation_id,
        act_dates.number,
        act_dates.issued_on,
        rivals.issued_on as usual_date,
        rivals.unit_count,
        row_number() over (
            partition by act_dates.citation_id
            order by rivals.unit_count desc, rivals.issued_on desc
        ) as choice

    from act_dates
    inner join rivals
        on
            act_dates.act = rivals.act
            and act_dates.scope = rivals.scope
            and act_dates.issued_on <> rivals.issued_on
    where
        (
            act_dates.has_year
            or year(act_dates.issued_on) = year(rivals.issued_on)
            or strftime(act_dates.issued_on, '%d%m') = strftime(rivals.issued_on, '%d%m')
        )
        and rivals.unit_count >= {{ var('least_units_against_a_date') }}
        and rivals.unit_count >= 3 * act_dates.unit_count

),

citations as (

    select * from {{ ref('stg_citations') }}

),

final as (

    select
        contradicted.document_id,
        'legal_reference_date_wrong' as rule,
        contradicted.number as subject,
        cast(null as varchar) as task_id,
        citations.evidence,
        citations.page,
        citations.bbox,
        contradicted.number || ' ghi ngày ' || {{ show_day('contradicted.issued_on') }}
        || ', trong khi ' || contradicted.unit_count || ' đơn vị khác ghi ngày '
        || {{ show_day('contradicted.usual_date') }} as detail

    from contradicted
    inner join citations
        on contradicted.citation_id = citations.citation_id
    where contradicted.choice = 1

)

select * from final
