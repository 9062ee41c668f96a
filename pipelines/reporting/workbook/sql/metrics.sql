select
    label_vi,
    formula_vi,
    unit_vi,
    direction_vi,
    caveat_vi,
    metric_code

from marts.metric_catalogue
order by label_vi collate vi, metric_code
