-- Names, signs and units as the sheets show them; run before each query, which calls them by name.
create or replace temp macro shown_unit(unit_type, commune_name) as
    upper(unit_type[1]) || unit_type[2:] || ' ' || commune_name;

create or replace temp macro shown_comparator(comparator) as
    case comparator when '>=' then '≥' when '<=' then '≤' when '=' then null else comparator end;

create or replace temp macro shown_measure(unit) as
    case unit when 'percent' then '%' when 'percentage_point' then 'điểm %' when 'count' then 'số lượng' else unit end;
