{#- Whose act a cited number is: national, province, district, commune, open (a people's committee or council whose
    level nobody wrote) or other. A number is unique among the acts of its own body only: "05-NQ/ĐU" is another
    resolution in every commune. The symbol tells national bodies and departments, the issuer's words the rest. -#}
{% macro act_level(number, issuer) -%}
case
    when
        regexp_matches({{ number }}, '(-(CP|TTg|VPCP)|-B[A-ZĐ]{1,7}|/(BCĐ)?TW|/(UBTV)?QH\d+)$')
        and {{ number }} not like '%-BCĐ'
        then 'national'
    when regexp_matches({{ number }}, '/TU$|/S[A-ZĐ]{1,6}(-[A-ZĐ]+)?$') then 'province'
    when regexp_matches({{ number }}, '/HU$') or regexp_matches({{ issuer_words(issuer) }}, '(huyện|quận|thị xã)')
        then 'district'
    when regexp_matches({{ issuer_words(issuer) }}, '(xã|phường|đặc khu|thị trấn)') then 'commune'
    when regexp_matches({{ issuer_words(issuer) }}, '(tỉnh|thành phố|thành ủy)') then 'province'
    when regexp_matches({{ number }}, 'UBND|HĐND') then 'open'
    when
        {{ number }} like '%/ĐU'
        and not regexp_matches({{ issuer_words(issuer) }}, '(chính phủ|trung ương|quốc hội)')
        then 'commune'
    else 'other'
end
{%- endmacro %}


{#- The issuer in lower case, without the word for society ("Bảo hiểm xã hội"), which is no commune. -#}
{% macro issuer_words(issuer) -%}
replace(lower(coalesce({{ issuer }}, '')), 'xã hội', '')
{%- endmacro %}


{#- A number that holds its year names one act for good; any other begins again every year. -#}
{% macro number_has_year(number) -%}
length({{ number }}) - length(replace({{ number }}, '/', '')) >= 2
{%- endmacro %}
