-- One value for each unit, plan year and indicator: the one of the headline basis.
with

values_by_basis as (

    select * from {{ ref('int_values_by_basis') }}

),

final as (

    select * exclude (counts_in_indicators)
    from values_by_basis
    where counts_in_indicators

)

select * from final
