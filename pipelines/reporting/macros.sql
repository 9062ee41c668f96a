-- Rows that several reports ask for, and names, signs and units as they show them; made before each query
-- that calls them. A macro of rows takes what a report is about (a province, its years); one calls only those above it.
create or replace temp macro capitalised(word) as
    upper(word[1]) || word[2:];

create or replace temp macro shown_unit(unit_type, commune_name) as
    capitalised(unit_type) || ' ' || commune_name;

create or replace temp macro shown_comparator(comparator) as
    case when comparator <> '=' then {comparator:comparator} end;

-- The gravest first.
create or replace temp macro gravity(severity) as
    case severity when 'error' then 1 when 'warning' then 2 else 3 end;

-- Whether a unit's row in the list of units is the one of a plan's year; units without dates stood in every year.
create or replace temp macro stood_in(plan_year, valid_from, valid_to) as
    coalesce(valid_from, date '0001-01-01') <= make_date(plan_year, 12, 31)
    and coalesce(valid_to, date '9999-12-31') > make_date(plan_year, 12, 31);

-- The plan of every unit that stands for it, and the annex that arrived apart from it.
create or replace temp macro effective_plans(of_province, of_years) as table
    select
        coverage.plan_year,
        coverage.commune_code,
        shown_unit(coverage.unit_type, coverage.commune_name) as unit_name,
        coalesce(units.sort_key, coverage.commune_name) as sort_key,
        documents.document_id,
        documents.source_path

    from marts.plan_coverage as coverage
    inner join core.dim_document as documents
        on coverage.document_id in (documents.document_id, documents.body_document_id)
    left join core.dim_commune as units
        on
            coverage.commune_code = units.commune_code
            and stood_in(coverage.plan_year, units.valid_from, units.valid_to)
    where
        coverage.province_key = of_province
        and list_contains(of_years, coverage.plan_year)
        and coverage.plan_state = 'effective';

-- What reviewers decided about the plans of a province.
create or replace temp macro province_corrections(of_province) as table
    select * from quality.correction
    where province_key = of_province;

-- Values of effective plans of a province that do not count in a figure, with the kind of file that they stand in.
create or replace temp macro excluded_values(of_province) as table
    select
        excluded.*,
        documents.media_type

    from marts.excluded_targets as excluded
    inner join core.dim_document as documents
        on excluded.document_id = documents.document_id
    where excluded.province_key = of_province;

-- Every unit once, by its newest name and code.
create or replace temp macro newest_units() as table
    select * from core.dim_commune
    qualify row_number() over (partition by commune_code order by valid_to desc nulls first) = 1;

-- Every unit of a province in every year with plans, with the plan that stands for it.
create or replace temp macro covered_units(of_province) as table
    select
        coverage.*,
        coalesce(units.sort_key, coverage.commune_name) as sort_key,
        documents.document_number,
        documents.issued_on,
        documents.issued_precision,
        documents.period_kind,
        documents.source_path,
        quality.error_count,
        quality.warning_count,
        quality.info_count,
        quality.score

    from marts.plan_coverage as coverage
    left join core.dim_commune as units
        on
            coverage.commune_code = units.commune_code
            and stood_in(coverage.plan_year, units.valid_from, units.valid_to)
    left join core.dim_document as documents
        on coverage.document_id = documents.document_id
    left join marts.document_quality as quality
        on coverage.document_id = quality.document_id
    where coverage.province_key = of_province;

-- Indicators of a province by year, with what the catalogue says of them.
create or replace temp macro measured_indicators(of_province) as table
    select
        measured.*,
        indicators.direction,
        indicators.area_code,
        indicators.definition_vi,
        indicators.is_core,
        areas.name_vi as area_name_vi,
        areas.area_order,
        measured.target_count + measured.fallback_count + measured.excluded_count > 0 as is_named

    from marts.province_indicators as measured
    inner join core.dim_indicator as indicators
        on measured.indicator_code = indicators.indicator_code
    left join core.dim_area as areas
        on indicators.area_code = areas.area_code
    where measured.province_key = of_province;

-- The acts with a number that the effective plans of a province cite, each place with its plan. Acts of communes are
-- told apart by their unit (act_key): two Đảng ủy may have the same number.
create or replace temp macro cited_places(of_province, of_years) as table
    select
        plans.plan_year,
        plans.commune_code,
        plans.unit_name,
        plans.source_path,
        citations.*

    from effective_plans(of_province, of_years) as plans
    inner join core.fct_citation as citations
        on plans.document_id = citations.document_id
    where citations.number is not null;

-- The dates that plans of the province give an act and that plans, of whatever province, contradict (a number that
-- began again in another year is another act: marts.legal_reference_conflicts).
create or replace temp macro contradicting_dates(of_province, of_years) as table
    select
        conflicts.plan_year,
        conflicts.act_key,
        conflicts.number,
        conflicts.issuing_unit,
        conflicts.issued_on,
        count(distinct places.commune_code) as commune_count,
        arg_min(places.document_id, (places.source_path, places.citation_index)) as document_id,
        arg_min(places.page, (places.source_path, places.citation_index)) as page,
        min(places.source_path) as source_path

    from marts.legal_reference_conflicts as conflicts
    inner join cited_places(of_province, of_years) as places
        on
            conflicts.plan_year = places.plan_year
            and conflicts.act_key = places.act_key
            and conflicts.issued_on = places.issued_on
    group by conflicts.plan_year, conflicts.act_key, conflicts.number, conflicts.issuing_unit, conflicts.issued_on;

-- The acts that the plans of a year cite, with the date that most plans give and the first place.
create or replace temp macro cited_acts(of_province, of_years) as table
    with

    places as (

        select * from cited_places(of_province, of_years)

    ),

    dates as (

        select
            plan_year,
            act_key,
            issued_on

        from places
        where issued_on is not null
        group by plan_year, act_key, issued_on
        qualify row_number() over (
            partition by plan_year, act_key
            order by count(distinct document_id) desc, issued_on desc
        ) = 1

    ),

    contradicted as (

        select
            plan_year,
            act_key,
            list(issued_on order by date_order) as days

        from marts.legal_reference_conflicts
        group by plan_year, act_key

    ),

    firsts as (

        select * from places
        qualify row_number() over (partition by plan_year, act_key order by source_path, citation_index) = 1

    ),

    acts as (

        select
            plan_year,
            act_key,
            number,
            count(distinct commune_code) as commune_count,
            sum(mentions) as mention_count

        from places
        group by plan_year, act_key, number

    )

    select
        acts.*,
        firsts.kind,
        firsts.issuer,
        dates.issued_on,
        coalesce(len(contradicted.days), cast(dates.issued_on is not null as integer)) as date_count,
        coalesce(contradicted.days, []) as contradicting_days,
        firsts.commune_code as first_commune_code,
        firsts.unit_name as first_unit,
        firsts.document_id as first_document_id,
        firsts.source_path as first_source_path,
        firsts.page as first_page

    from acts
    inner join firsts
        on
            acts.plan_year = firsts.plan_year
            and acts.act_key = firsts.act_key
    left join dates
        on
            acts.plan_year = dates.plan_year
            and acts.act_key = dates.act_key
    left join contradicted
        on
            acts.plan_year = contradicted.plan_year
            and acts.act_key = contradicted.act_key;
