-- Checks of tables and models that did not pass in the published run, the gravest first.
select
    suite,
    check_name,
    severity,
    message_vi,
    observed,
    failing_rows,
    exception_state,
    exception_reason_vi

from quality.check_result
where not passed
order by case severity when 'block' then 1 when 'warn' then 2 else 3 end, suite, check_name
