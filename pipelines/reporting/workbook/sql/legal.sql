-- Acts that the plans of a year cite, most cited first; the date that most plans give comes first among its dates.
-- Acts of communes are told apart by their unit (act_key): two Đảng ủy may have the same number.
with

plans as (

    select * from effective_plans($province, $years)

),

cited as (

    select
        plans.plan_year,
        plans.commune_code,
        plans.unit_name,
        plans.source_path,
        citations.*

    from plans
    inner join core.fct_citation as citations
        on plans.document_id = citations.document_id
    where citations.number is not null

),

dates as (

    select
        plan_year,
        act_key,
        issued_on,
        count(distinct document_id) as document_count

    from cited
    where issued_on is not null
    group by plan_year, act_key, issued_on

),

dated_acts as (

    select
        plan_year,
        act_key,
        list(issued_on order by document_count desc, issued_on desc) as days

    from dates
    group by plan_year, act_key

),

places as (

    select
        *,
        row_number() over (partition by plan_year, act_key order by source_path, citation_index) as place_order
    from cited

),

acts as (

    select
        plan_year,
        act_key,
        number,
        count(distinct commune_code) as commune_count,
        sum(mentions) as mention_count

    from cited
    group by plan_year, act_key, number

)

select
    acts.plan_year,
    acts.number,
    places.kind,
    places.issuer,
    dated_acts.days[1] as issued_on,
    acts.commune_count,
    acts.mention_count,
    coalesce(len(dated_acts.days), 0) as date_count,
    case
        when len(dated_acts.days) > 1
            then array_to_string(list_transform(dated_acts.days, lambda day: strftime(day, '%d/%m/%Y')), '; ')
    end as dates_vi,
    places.unit_name as first_unit,
    places.page as first_page,
    places.source_path as first_source_path

from acts
inner join places
    on
        acts.plan_year = places.plan_year
        and acts.act_key = places.act_key
        and places.place_order = 1
left join dated_acts
    on
        acts.plan_year = dated_acts.plan_year
        and acts.act_key = dated_acts.act_key
order by acts.plan_year desc, acts.commune_count desc, acts.mention_count desc, acts.act_key
