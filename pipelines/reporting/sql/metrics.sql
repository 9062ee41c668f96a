-- The one definition of every published figure; asked by the page of the method and by the workbook.
select
    metric_code,
    label_vi,
    formula_vi,
    unit_vi,
    direction_vi,
    caveat_vi,
    table_name

from marts.metric_catalogue
order by label_vi collate vi, metric_code
