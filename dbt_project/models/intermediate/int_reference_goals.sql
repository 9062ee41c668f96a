-- References that may be shown as goals: a number to reach, from an act that somebody has read.
with

reference_targets as (

    select * from {{ ref('stg_reference_targets') }}

),

final as (

    select
        indicator_code,
        level,
        province_code,
        document,
        value,
        due_from,
        due_year,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to

    from reference_targets
    where
        coalesce(kind, 'goal') = 'goal'
        {% if not var('include_unverified_references') %}
            and coalesce(certainty, '') <> 'memory'
        {% endif %}

)

select * from final
