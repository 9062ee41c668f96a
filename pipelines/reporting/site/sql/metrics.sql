-- One definition of every figure that the pages show.
select
    metric_code,
    label_vi,
    formula_vi,
    unit_vi,
    direction_vi,
    caveat_vi,
    table_name

from marts.metric_catalogue
order by table_name, label_vi collate vi, metric_code
