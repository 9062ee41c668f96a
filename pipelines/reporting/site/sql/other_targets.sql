-- Commitments of effective plans that are not the value of an indicator: no code fits, or another one was chosen.
with

documents as (

    select document_id from core.dim_document
    where province_key = $province and is_effective

),

chosen as (

    select distinct target_id from marts.commune_indicators
    where province_key = $province

),

targets as (

    select * from core.fct_target
    where repeats_target_id is null

)

select
    targets.target_id,
    targets.document_id,
    targets.indicator_code,
    targets.indicator_text,
    targets.comparator,
    targets.value,
    targets.value_max,
    targets.unit,
    targets.change,
    targets.evidence,
    targets.section,
    targets.page,
    targets.rule,
    targets.baseline,
    targets.excluded_reason_vi

from documents
inner join targets
    on documents.document_id = targets.document_id
anti join chosen
    on targets.target_id = chosen.target_id
order by targets.document_id, targets.target_index
