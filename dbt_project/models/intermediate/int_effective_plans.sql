-- The one plan that speaks for a unit in a plan year. A draft speaks for nobody unless asked for.
with

candidates as (

    select * from {{ ref('int_plan_candidates') }}

),

final as (

    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        document_id,
        status,
        period_kind,
        period_start,
        period_end,
        issued_on

    from candidates
    where
        candidate_order = 1
        {% if not var('include_drafts') %}
            and status <> 'draft'
        {% endif %}

)

select * from final
