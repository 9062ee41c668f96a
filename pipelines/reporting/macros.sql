-- Rows that several reports ask for, and names, signs and units as they show them; made before each query
-- that calls them. A macro of rows takes what a report is about (a province, its years); one calls only those above it.
create or replace temp macro shown_unit(unit_type, commune_name) as
    upper(unit_type[1]) || unit_type[2:] || ' ' || commune_name;

create or replace temp macro shown_comparator(comparator) as
    case comparator when '>=' then '≥' when '<=' then '≤' when '=' then null else comparator end;

create or replace temp macro shown_measure(unit) as
    case unit when 'percent' then '%' when 'percentage_point' then 'điểm %' when 'count' then 'số lượng' else unit end;

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
            and coalesce(units.valid_from, date '0001-01-01') <= make_date(coverage.plan_year, 12, 31)
            and coalesce(units.valid_to, date '9999-12-31') > make_date(coverage.plan_year, 12, 31)
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
