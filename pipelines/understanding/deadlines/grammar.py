"""Patterns of time expressions over a folded cell (lower case, one space, one dash).

Each public name is a cached function that gives a compiled pattern; the builders in ``rules`` read their groups.

One file on purpose: the patterns are built from each other.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.deadline_words import one_of
from pipelines.reference.pattern_words import either
from pipelines.understanding.words.dates import date_pattern

_JOINT = r" ?(?:,|;|-|và|đến|tới|hoặc|&|\+|đến hết) ?"
_QUARTER = r"(?:iv|i{1,3}|0?[1-4]|(?:một|hai|ba|bốn|tư)(?! (?:lần|cuộc|đợt|kỳ)))(?!\w)(?! tháng)(?! ?/ ?\d{1,2} ?/)"
_MONTH = r"(?:1[0-9]|0?[0-9])(?!\d)(?! (?:tháng|ngày|lần))"
# "hằng tháng trong năm 2026": the year says how long the cycle runs, it is no date of its own
_IN_YEAR = r"(?: (?:trong |của )?(?:cả )?năm(?: kế hoạch)?(?: \d{4}(?! ?[-/]))?(?!\w)(?! ?\d))?"
# the year or month that something continuous fills: "thường xuyên trong năm 2026"
_SPAN = (
    r"(?:năm(?: kế hoạch)?(?: \d{4}(?! ?[-/]))?|tháng(?! ?\d)|quý(?! ?[ivq\d])"
    r"|giai đoạn(?: \d{4} ?- ?\d{4})?|thời gian tới)"
)
_FILLED = rf"(?:[ ,(]+(?:trong |cả |suốt )+{_SPAN}\)?|[ ,(]+năm \d{{4}}(?![/\d ]*-)\)?)?"
# one of these shapes opens or joins many forms
_PREFIX = r"(?P<prefix>(?:kể )?từ |trước |sau )?"
_TO_DAY = r" ?(?:-|đến|tới)(?: hết)?(?: ngày)? ?"
_HOUR = r"(?:\d{1,2} ?(?:giờ|h)(?: ?\d{1,2})?(?: phút)?,? ?)"
_DAY_LEAD = rf"(?:(?P<before>trước)(?: |(?=\d)){_HOUR}?(?:(?:hết )?ngày ?)?|ngày ?)"


def year_tail(tag: str = "") -> str:
    """A year after a month or quarter: "/2026", " năm 2026", ", năm 2026", "-2026", " 2026"."""
    return (
        rf"(?: ?,? ?\(?(?:của |trong )?(?:năm ?){{1,2}}(?P<ya{tag}>\d{{3,5}})| ?[/.] ?(?:năm )?(?P<yb{tag}>\d{{2,5}})"
        rf"| ?[-,]? ?(?P<yc{tag}>20\d\d))(?![\d/])"
    )


def quarters(tag: str = "") -> str:
    """One quarter, a list or a range: "quý i", "quý ii, iii", "quý i-iv", "q1"."""
    more = rf"(?:(?:{_JOINT}| ?/ ?(?=[iv]))(?:quý )?{_QUARTER})*"
    return rf"(?:quý ?|(?<!\w)q\.? ?)(?P<q{tag}>{_QUARTER}{more})"


def months(tag: str = "") -> str:
    """One month, a list or a range: "tháng 3", "tháng 1-3", "tháng 6, 9 và 12", "t6"."""
    more = rf"(?:{_JOINT}(?:tháng )?{_MONTH}(?! ?/ ?\d{{1,2}}(?!\d)))*"
    return rf"(?:tháng ?|(?<!\w)t\.? ?)(?P<mo{tag}>{_MONTH}{more}|{one_of('month_word')})"


@cache
def each_year() -> re.Pattern[str]:
    """A day, month or quarter of every year, of the year after or before: "25/11 hằng năm", "quý i năm liền kề".

    "Báo cáo năm trước ngày 05/12" is no year before: "trước" belongs to the day behind it.
    """
    what = rf"(?:{_DAY_LEAD}?{date_pattern(year='none')}|{months()}|{quarters()}|(?P<cn>cuối) (?=hằng|hàng|mỗi))"
    before = rf"(?P<previous>{one_of('previous_year')})(?!\w)(?! (?:\d|{one_of('before_what')}))"
    when = rf"(?P<every>{one_of('every_year')})|(?:của )?(?:{before}|(?P<next>{one_of('next_year')}))"
    return re.compile(rf"(?<!\w)(?:định kỳ )?{what}[ ,/(]*(?:của )?(?:{when})")


@cache
def yearly_first() -> re.Pattern[str]:
    """The same, the other way round: "hằng năm, trước ngày 15/12"."""
    lead = rf"[ ,:(]*(?:{either('yearly_lead')} )*"
    what = rf"(?:{_DAY_LEAD}?{date_pattern(year='none')}|{months()}|{quarters()})"
    return re.compile(rf"(?<!\w)(?P<every>{one_of('every_year')}){lead}{what}(?![ /,]*(?:năm )?\d)")


@cache
def day_of_month() -> re.Pattern[str]:
    """A day that comes back each month or quarter: "ngày 20 hằng tháng", "ngày 05 của tháng liền kề"."""
    day = (
        r"(?:ngày (?:mùng |mồng )?(?P<dom>\d{1,2})|ngày (?:làm việc )?(?:đầu tiên|cuối cùng|cuối)"
        r"|tuần (?:đầu|cuối|thứ \w+))"
    )
    month = (
        rf"(?P<m>{one_of('every')} tháng|tháng (?P<mnext>{one_of('next_month')})(?! khi)|tháng (?:báo cáo|đó)(?!\w)"
        r"|(?<=của )tháng(?=[ .]*(?:$|[,;)])))"
        rf"|(?P<q>tháng (?P<moq>cuối|đầu|thứ \w+)(?: cùng| tiên)?(?: của| trong)?"
        rf"(?: {one_of('every')})? quý(?: (?P<qnext1>{one_of('next_month')}))?"
        rf"|{one_of('every')} quý|quý (?P<qnext2>{one_of('next_month')}))"
    )
    week = rf"thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])(?: của)? (?P<w>{one_of('every')} tuần|tuần {one_of('next_month')})"
    return re.compile(
        rf"(?<!\w)(?:định kỳ )?(?:(?P<before>trước) )?(?:{day}(?: của)?[ ,]*(?:{month})|{week}){_IN_YEAR}"
    )


@cache
def end_of_cycle() -> re.Pattern[str]:
    """Reads "cuối tháng", "cuối quý" without a number: every month, every quarter."""
    return re.compile(
        rf"(?<!\w)(?:cuối|hết|đầu|kết thúc) (?:của )?(?:{one_of('every')} )?(?:(?P<m>tháng)|(?P<q>quý))"
        rf"(?! ?[ivq\d])(?!\w)(?! {one_of('month_word')})"
    )


@cache
def offset() -> re.Pattern[str]:
    """So many days from an event: "trong thời hạn 15 ngày kể từ …", "sau 03 tháng …", "05 ngày sau khi …"."""
    amount = (
        rf"(?P<n>\d{{1,3}})(?: ?\([^)]{{1,20}}\))? (?P<unit>{one_of('offset_unit')})"
        r"(?! (?:ngày )?\d)(?! (?:đầu|cuối)(?! tiên))"
    )
    clause = r"(?: ?,? ?(?:kể )?(?:từ|sau|trước(?! (?:ngày )?\d)|tính từ)(?! \d+ ?/)(?!\w))"
    lead = rf"(?P<lead>{one_of('offset_lead')})"
    unled = amount.replace("<n>", "<n2>").replace("<unit>", "<unit2>")
    return re.compile(rf"(?<![\w/])(?:{lead} {amount}(?:{clause})?|{unled}{clause})")  # "20/01 năm sau" is a day


@cache
def same_day() -> re.Pattern[str]:
    """On the day itself or on the next: "trong ngày làm việc", "trong ngày làm việc kế tiếp"."""
    next_one = rf"(?: (?P<next>{one_of('next_month')}))?"
    return re.compile(rf"(?<!\w)(?:ngay )?trong ngày(?P<work> làm việc)?{next_one}(?= ?(?:$|[,;.(/]))")


@cache
def event() -> re.Pattern[str]:
    """What hangs on an event: "sau khi có …", "khi có yêu cầu", "ngay sau khi …"."""
    return re.compile(
        rf"(?<!\w)(?<!năm )(?<!tháng )(?<!quý )(?<!tuần )(?<!ngày )(?<!về )(?P<head>{one_of('event')})"
        r"(?= ?\w)(?! ?(?:ngày )?\d)(?! (?:tháng|quý|năm) (?:\d|[ivx]+(?!\w)))(?! hết)"
    )


@cache
def by_plan() -> re.Pattern[str]:
    """What another act or body decides: "theo kế hoạch của …", "đúng tiến độ"."""
    return re.compile(
        rf"(?<!\w)(?<!tiếp )(?:(?:định kỳ|thường kỳ) )?(?P<head>{one_of('by_plan')})"
        rf"(?! {one_of('by_plan_not')}(?! (?:học|ngân sách)))"
    )


@cache
def day_range() -> re.Pattern[str]:
    """From a day to a day: "từ ngày 01/3 đến 30/6/2026", "01/3/2026 - 30/6/2026"."""
    return re.compile(
        rf"(?:từ )?(?:ngày )?{date_pattern('1', year='optional')}{_TO_DAY}"
        rf"{date_pattern('2', year='optional')}"
    )


@cache
def month_range() -> re.Pattern[str]:
    """From a month of one year to a month, each with its own year or one year for both."""
    one = rf"(?:tháng |t\.?)(?P<mo1>{_MONTH})(?:{year_tail('1')})?"
    other = rf"(?:hết )?(?:tháng |t\.?)?(?P<mo2>{_MONTH})(?:{year_tail('2')})?"
    return re.compile(rf"(?<!\w)(?:từ )?(?:đầu )?{one} ?(?:-|đến|tới)(?: cuối)? ?{other}(?! ?/ ?\d)")


@cache
def bare_month_range() -> re.Pattern[str]:
    """From a month to a month without the word, each with its year: "01/2026-6/2026"."""
    one, other = (rf"(?P<mo{tag}>{_MONTH}) ?/ ?(?P<ya{tag}>20\d\d)" for tag in "12")
    return re.compile(rf"(?<![\w/.-])(?:từ )?{one} ?(?:-|đến|tới)(?: hết)? ?{other}(?![\w/-])")


@cache
def month_row() -> re.Pattern[str]:
    """Three months or more between dashes, which would else be a date: "tháng 9-10-11"."""
    return re.compile(
        rf"(?<!\w)tháng ?(?P<mo>{_MONTH}(?: ?- ?{_MONTH}){{2,}})(?! ?/ ?\d{{1,2}}(?!\d))(?:{year_tail()})?"
    )


@cache
def quarter_range() -> re.Pattern[str]:
    """From a quarter of one year to a quarter of another: "quý iv/2025 - quý i/2026"."""
    one = rf"quý (?P<q1>{_QUARTER}){year_tail('1')}"
    return re.compile(
        rf"(?<!\w)(?:từ )?{one} ?(?:-|đến|tới)(?: hết)? ?(?:quý )?(?P<q2>{_QUARTER})(?:{year_tail('2')})?"
    )


@cache
def year_range() -> re.Pattern[str]:
    """Several years: "giai đoạn 2026-2030", "từ năm 2026 đến năm 2030"."""
    head = rf"(?:(?:trong |cả |suốt )?{either('years_head')} )?"
    return re.compile(
        rf"(?<![\w/.-]){head}(?P<y1>\d{{4}}) ?(?:-|đến|đến hết|tới)(?: hết)?(?: năm)? ?(?P<y2>\d{{4}})(?![\d/])"
    )


@cache
def school_year() -> re.Pattern[str]:
    """A year of schools: "năm học 2026-2027", "trước năm học mới 2026-2027"; none whose day stands in brackets."""
    return re.compile(
        rf"(?<!\w){_PREFIX}(?:{either('school_part')} )?năm học(?: mới)?"
        r" (?P<y1>\d{4}) ?(?:-|đến) ?(?P<y2>\d{4})(?![\d/])(?! ?\(\d{1,2}[/.]\d{1,2}[/.]\d{4}\))"
    )


@cache
def part_of_year() -> re.Pattern[str]:
    """First or last months or quarters of a year: "06 tháng cuối năm 2026", "nửa cuối năm", "2 quý đầu năm".

    "Tháng 9 (nửa đầu)" speaks of the month before the bracket.
    """
    count = (
        r"(?:(?P<n>\d{1,2}|ba|sáu|chín) tháng|(?<!\()(?P<half>nửa)|(?:(?P<quarters>0?[1-3]|một|hai|ba) )?(?P<by>quý))"
    )
    of_year = rf"(?! (?:của )?(?:tháng|quý))(?: của)?(?(by) năm|(?: năm)?)(?:{year_tail()})?"
    return re.compile(rf"(?<!\w){count} (?P<side>đầu|cuối){of_year}")


@cache
def dashed_day_range() -> re.Pattern[str]:
    """The same with dashes between day and month: "từ 5-2 đến 31-12-2026"."""
    one, other = (date_pattern(tag, year="optional", marks="/-") for tag in "12")
    return re.compile(rf"(?<!\w)từ (?:ngày )?{one} ?(?:đến|tới)(?: hết)?(?: ngày)? ?{other}")


@cache
def dashed_days_of_month() -> re.Pattern[str]:
    """Days of one month with a dash before the month: "từ ngày 1 đến 31-7"."""
    first = r"từ (?:ngày )?(?P<first>\d{1,2})"
    last = date_pattern(year="optional", marks="/-")
    return re.compile(rf"(?<!\w){first} (?:đến|tới)(?: hết)?(?: ngày)? ?{last}(?! (?:hằng|hàng|mỗi))")


@cache
def dashed_day() -> re.Pattern[str]:
    """A day and month with a dash behind a word that only a day follows: "trước 1-7", "đến hết ngày 15-8"."""
    lead = rf"(?:(?P<before>trước)(?: ngày)?|{either('day_only_lead')}(?: là)?(?: ngày)?) "
    return re.compile(
        rf"(?<!\w)(?P<lead>{lead})(?P<ds>\d{{1,2}})-(?P<ms>\d{{1,2}})(?![\d-]|[/.] ?\d)(?! (?:hằng|hàng|mỗi|tháng|quý))"
    )


@cache
def bare_dashed_day() -> re.Pattern[str]:
    """A cell that is a day and month with a dash and nothing else: "31-3"."""
    return re.compile(r"^\W*(?P<ds>\d{1,2})-(?P<ms>\d{1,2})\W*$")


@cache
def part_of_month() -> re.Pattern[str]:
    """A third, a half or a week of a month: "thượng tuần tháng 3/2026", "nửa đầu tháng 5", "tuần 2 tháng 6"."""
    number = r"\d|một|hai|nhất|nhì|ba|bốn|tư|năm"
    part = (
        rf"(?P<third>{one_of('third_of_month')})|nửa (?P<half>đầu|cuối)|(?:10|mười) ngày (?P<ten>đầu|giữa|cuối)"
        rf"|tuần (?:lễ )?(?:thứ )?(?P<week>{number}|đầu(?: tiên)?|cuối(?: cùng)?)"
    )
    return re.compile(
        rf"(?<!\w)(?P<prefix>trước |sau )?(?:trong |vào )?(?:{part})(?: (?:của|trong))? tháng ?(?P<mo>{_MONTH})"
        rf"(?! ?[-,] ?\d{{1,2}}(?!\d))(?:{year_tail()})?"
    )


# one quarter and no list of them ("tháng cuối quý i, ii": which month of which quarter is not said)
_OF_QUARTER = (
    r"(?:,? (?:của|trong))? quý ?(?P<q>iv|i{1,3}|0?[1-4])(?!\w)"
    rf"(?!{_JOINT}(?:quý )?{_QUARTER})(?:{year_tail()})?"
)


@cache
def day_of_quarter() -> re.Pattern[str]:
    """A day of one month of a quarter that is named: "trước ngày 10 của tháng cuối quý ii/2026"."""
    return re.compile(
        rf"(?<!\w)(?:(?P<before>trước) )?ngày (?P<dom>\d{{1,2}})(?: của| trong)?"
        rf" tháng (?P<moq>cuối|đầu|thứ {one_of('month_of_quarter')})(?: cùng| tiên)?{_OF_QUARTER}"
    )


@cache
def part_of_quarter() -> re.Pattern[str]:
    """First or last days, a month or two of one quarter: "15 ngày đầu quý iii/2026", "tháng cuối quý ii"."""
    count = rf"(?P<n>\d{{1,2}}|{one_of('count')})"
    month = rf"tháng (?P<moq>cuối|đầu|thứ {one_of('month_of_quarter')})"
    part = rf"{count} (?P<unit>ngày|tháng) (?P<side>đầu|cuối)|{month}"
    return re.compile(rf"(?<!\w){_PREFIX}(?:trong |vào )?(?:{part})(?: cùng| tiên)?{_OF_QUARTER}")


@cache
def lunar() -> re.Pattern[str]:
    """A day of the lunar calendar, whose day in ours depends on the year: "rằm tháng giêng", "10/3 âm lịch"."""
    day = rf"(?:(?:ngày )?(?:{date_pattern(year='optional')}|(?:mùng|mồng) \d{{1,2}}(?: tháng \w+)?))"
    feast = rf"(?:(?:ngày )?{one_of('lunar_day')} tháng (?:\w+)|(?:ngày )?(?:\d{{1,2}} )?tháng {one_of('lunar_month')})"
    return re.compile(rf"(?<!\w)(?P<what>{feast}(?:{year_tail()})?(?: \(?âm lịch\)?)?|{day} \(?âm lịch\)?)")


@cache
def school_term() -> re.Pattern[str]:
    """A term of a school year: "học kỳ i năm học 2026-2027", "hk2 năm học 2025-2026"."""
    return re.compile(
        rf"(?<!\w)(?P<prefix>trước |sau )?(?:{either('school_part')} )?"
        r"(?:học kỳ|hk) ?(?P<term>ii|i|[12]|một|hai)"
        r"(?!\w)[ ,/(]*(?:của )?năm học (?P<y1>\d{4}) ?(?:-|đến) ?(?P<y2>\d{4})(?![\d/])"
    )


@cache
def open_years() -> re.Pattern[str]:
    """A year and all after it: "năm 2026 và các năm tiếp theo", "từ năm 2026 trở đi"."""
    return re.compile(rf"(?<!\w)(?:(?:kể )?từ )?năm (?P<y>20\d\d)(?:,| và)? ?{one_of('years_after')}")


@cache
def days_of_month() -> re.Pattern[str]:
    """From a day to a day of one month: "từ ngày 10 đến ngày 15/6/2026", "ngày 10 - 15/6"."""
    first = r"(?:từ (?:ngày )?|ngày )(?P<first>\d{1,2})"
    return re.compile(rf"(?<!\w){first}{_TO_DAY}{date_pattern(year='optional')}(?! (?:hằng|hàng))")


@cache
def bare_days_of_month() -> re.Pattern[str]:
    """The same without a word before it; only a whole date behind the dash makes it one: "15 - 20/4/2026"."""
    return re.compile(rf"(?<![\w/.-])(?<![/.-] )(?P<first>\d{{1,2}}) ?- ?(?=\d{{1,2}}/\d{{1,2}}/){date_pattern()}")


@cache
def day_with_dot() -> re.Pattern[str]:
    """A day and month with a dot, where the word says that it is a day: "ngày 30.6"."""
    return re.compile(rf"(?<!\w){_DAY_LEAD}(?<=ngày )(?P<ds>\d{{1,2}})\.(?P<ms>\d{{1,2}})(?![.\d]*\d)(?! ?/)")


@cache
def months_so_far() -> re.Pattern[str]:
    """Reports listed with quarters or years: "quý i, 6 tháng, 9 tháng và năm 2026"."""
    return re.compile(
        r"(?<!\w)(?:(?<=, )|(?<=,)|(?<=và )|(?<=; )|(?=[^,;]{7,9}(?:,| và)[^;]{0,30}(?:năm|quý)))"
        r"0?(?P<n>[69]) tháng(?=,|;| và| ?$)"
    )


@cache
def duration() -> re.Pattern[str]:
    """A cell that is a number of days and nothing else: "05 ngày làm việc"."""
    return re.compile(r"^\W*(?P<n>\d{1,3}) (?P<unit>ngày làm việc|ngày|giờ làm việc|giờ)\W*$")


@cache
def bare_unit() -> re.Pattern[str]:
    """A cell that names a stretch of time and nothing else: "Quý", "Các tháng trong năm", "Năm"."""
    return re.compile(
        r"^\W*(?:(?:các |từng )?(?P<unit>tuần|tháng|quý)(?: trong(?: cả)? năm(?: kế hoạch)?)?|(?P<year>năm))\W*$"
    )


@cache
def around_the_clock() -> re.Pattern[str]:
    """Without a pause: "24/7", "24/24h, 7/7 ngày"; the rule tells it from the day that is written alike."""
    clock, week = one_of("round_clock"), one_of("round_week")
    more = rf"(?:[ ,;/(-]+(?:và )?(?:trong )?(?:{clock}|{week})\)?)*"
    return re.compile(rf"(?<![\w/.-])(?:{week}[ ,;/-]+)?{clock}{more}(?! ?(?:[/.-]|năm) ?\d){_FILLED}")


@cache
def day_word() -> re.Pattern[str]:
    """Words, or another day, right before what is then a day."""
    return re.compile(rf"(?:(?<!\w){one_of('day_lead')}|\d ?/ ?\d{{1,2}}(?:/\d{{4}})? ?(?:[,;-]|và|đến)) ?$")


@cache
def day_after() -> re.Pattern[str]:
    """Another day of the list that begins before it: "24/7, 30/9"."""
    return re.compile(r" ?(?:[,;-]|và|đến)(?: hết)?(?: ngày)? ?\d{1,2} ?/ ?\d")


@cache
def single_day() -> re.Pattern[str]:
    """One day: "trước ngày 15/01/2026", "ngày 15 tháng 01 năm 2026", "15.01.2026", "trước 30/6"."""
    return re.compile(
        rf"(?<!\w)(?P<from>(?:kể )?từ |sau )?(?P<lead>{_DAY_LEAD})?"
        rf"(?<!tuần )(?<!tuần thứ ){date_pattern(year='optional')}"
    )


@cache
def quarter_list() -> re.Pattern[str]:
    """Quarters with or without a year."""
    return re.compile(rf"(?<!\w){_PREFIX}{quarters()}(?:{year_tail()})?")


@cache
def bad_quarter() -> re.Pattern[str]:
    """A quarter that no year has: "quý v/2026", "quý 5"."""
    return re.compile(rf"(?<!\w)quý (?P<q>v|vi{{0,3}}|ix|x|0|[5-9]|1\d)(?!\w)(?:{year_tail()})?")


@cache
def month_list() -> re.Pattern[str]:
    """Months with or without a year."""
    week = r"(?:tuần (?:\d|đầu|cuối|thứ \w+)(?: tiên| cùng)?(?: của)? )?"
    return re.compile(rf"(?<!\w){_PREFIX}{week}{months()}(?:{year_tail()})?")


@cache
def bare_month() -> re.Pattern[str]:
    """Reads "6/2026", "3-6/2026" without the word "tháng"."""
    return re.compile(
        rf"(?<![\w/.-]){_PREFIX}(?P<mo>{_MONTH}(?: ?[-,] ?{_MONTH})*)"
        r" ?[/.-] ?(?P<ya>20\d\d)(?![\w/-])"
    )


@cache
def year_list() -> re.Pattern[str]:
    """Reads "năm 2026", "trong năm", "cả năm", "2026", "năm 2026, 2027"."""
    more = r"(?P<more>(?:(?:, ?| và | & )(?:năm )?20\d\d(?![\d/]))*)"
    return re.compile(
        rf"(?<!\w)(?:{_PREFIX}năm ?(?:kế hoạch )?(?P<y>\d{{3,5}})(?!\d| ?/ ?\d){more}"
        rf"|(?<![\d/.-])(?P<bare>20\d\d)(?![\d/.-]\d|\d){more.replace('more', 'more2')}"
        rf"|(?P<plan>{either('year_part')}(?: (?:thời gian|cả))? năm(?: nay| kế hoạch)?)"
        rf"(?! ?\d))(?!\w)(?! {either('another_year')}(?!\w))"
    )


@cache
def ongoing() -> re.Pattern[str]:
    """Reads "thường xuyên", with the year or month it fills."""
    return re.compile(rf"(?<!\w){one_of('ongoing')}(?:(?<!năm)|(?! \d)){_FILLED}")


@cache
def weekdays() -> re.Pattern[str]:
    """A day of every week: "các ngày thứ bảy trong năm", "mỗi chiều thứ sáu của tháng"."""
    day = rf"(?:thứ (?:{either('weekday')}|[2-7])|chủ nhật)"
    return re.compile(
        rf"(?<!\w)(?:(?:vào|trong) )?(?:các|mỗi|những) (?:{either('part_of_day')} )*{day}(?:(?:,| và) {day})*"
        rf"(?: (?:trong|của) (?:năm|tháng|quý))?(?!\w){_IN_YEAR}"
    )


@cache
def recurrence() -> re.Pattern[str]:
    """What comes back: "hằng tháng", "định kỳ quý, 6 tháng, năm", "02 lần/năm", "6 tháng một lần"."""
    unit = one_of("unit")
    named = rf"(?:9 tháng|(?:cả )?{unit})(?! (?:\d|[ivx]+(?!\w)))"
    more = rf"(?:(?:,| và| hoặc|/|;)+ ?(?:(?:{one_of('every')}|theo) )?{named})*"
    turn, once = one_of("turn"), r"(?:0?1 |một )"
    own = rf"{unit}(?! ?(?:\d{{1,2}}(?!\d)|[ivx]+(?!\w)))"  # "01 lần/quý IV" is a quarter
    # a product that is counted: "mỗi tháng 01 tin bài", "02 phiên/tháng"; no month of its own ("hằng tháng 3 và 9")
    product = rf"(?!(?:{unit}|{one_of('no_product')})(?!\w))[^\W\d]+(?: (?!và )[^\W\d]+){{0,2}}"
    return re.compile(
        rf"(?<!\w)(?:(?:(?:{one_of('every')}|theo|định kỳ)(?: là)? )"
        rf"(?P<a>{unit}(?! (?:\d|[ivx]+(?!\w)))(?: ?/? ?{once}?lần(?!\w))?{more})"
        rf"|(?:\d{{1,2}}|một|hai|ba|bốn) {turn} ?(?:/|trong|một|mỗi|trên|hằng|hàng)? ?{once}?(?P<b>{own})"
        rf"|(?:mỗi|một|hằng|hàng|trong) (?P<e>{unit})(?:,? (?:ít nhất|tối thiểu))? (?:\d{{1,2}}|một|hai|ba) {turn}"
        rf"|(?:{one_of('every')}) (?P<f>{unit})(?:,? (?:ít nhất|tối thiểu))? \d{{1,2}} {product}"
        rf"|(?:\d{{1,2}}|một|hai|ba) {product} ?/ ?{once}?(?P<g>{own})"
        rf"|(?P<c>(?:\d{{1,2}} )?{unit}) ?(?:/|một|0?1|,)? ?{once}?lần(?!\w)"
        rf"|(?P<d>(?:tuần|tháng|quý|0?[36] tháng|sáu tháng)"
        rf"(?:(?:,| và|, và|/|;) ?(?:{one_of('every')} |9 tháng, ?)?"
        rf"(?:tháng|quý|0?6 tháng|sáu tháng|cả năm|{once}?năm))+"
        rf"(?!\w)(?! ?(?:\d|[ivx]+(?!\w))))){_IN_YEAR}"
    )


@cache
def report_set() -> re.Pattern[str]:
    """The reports of a year by the time they cover: "quý i, 6 tháng, quý iii, năm"; no year is printed."""
    quarter = rf"quý {_QUARTER}(?:{_JOINT}{_QUARTER})*"
    so_far = r"(?:0?[69]|sáu|chín) tháng(?: đầu năm)?"
    joint = r"(?: ?(?:, và|[,;+/-]|và) ?| )(?:báo cáo )?"
    year = r"(?:(?:cả|hằng|hàng) )?năm(?!\w)(?! (?:\d|học|liền|sau|tới|kế))"
    return re.compile(rf"(?<!\w)(?:định kỳ )?(?P<parts>(?:(?:{quarter}|{so_far}){joint}){{2,}}){year}")


@cache
def plan_quarter() -> re.Pattern[str]:
    """The quarter that a quarterly plan is for: "trong quý", "đến hết quý này"."""
    return re.compile(
        rf"(?<!\w)(?<!tháng )(?<!tuần ){either('quarter_part')}(?: cả)? quý(?: này| kế hoạch)?"
        rf"(?!\w)(?! ?[ivq\d])(?! {one_of('month_word')})(?! {one_of('next_month')})"
    )


_OTHER_TIMES = (
    r"(?:(?:tháng|quý|ngày) ?[\divx]|\d{1,2} ?/|(?:chậm|muộn) nhất|hoàn thành|xong|báo cáo|trước|trong|hằng|hàng)"
)
# the words that belong to a named time, its year too ("mùa du lịch hè 2026"), up to a time of its own
_TO_NEXT_TIME = (
    rf"(?: (?!(?:và |hoặc |đến |từ )?{_OTHER_TIMES})[^\s,;.()§¤-]+)*(?: ?[-,/(] ?(?:năm )?20\d\d(?![/\d])\)?)?"
)


@cache
def season() -> re.Pattern[str]:
    """A season, feast or examination whose day is not printed: "trước mùa mưa bão", "dịp tết"."""
    of = rf"(?:{either('season_kind')} ){{0,2}}"
    # without a word before it only with a year, which would else be the deadline: "mùa du lịch 2026"
    before = rf"(?:(?<!\w){either('season_lead')} |(?<!\w)(?=dịp )|^\W*(?=[^;]*20\d\d))"
    return re.compile(rf"{before}(?P<what>{of}{one_of('season')}{_TO_NEXT_TIME})")


@cache
def sitting() -> re.Pattern[str]:
    """A time that has a name and no printed day, with its year: "kỳ họp thường lệ giữa năm 2026", "học kỳ ii"."""
    return re.compile(
        rf"(?<!\w)(?<!định )(?:{either('season_lead')} )?(?P<what>(?:các )?{one_of('named_time')}{_TO_NEXT_TIME})"
    )


@cache
def periodic() -> re.Pattern[str]:
    """Reads "định kỳ" alone: comes back, nobody says how often."""
    return re.compile(r"(?<!\w)(?:định kỳ|thường kỳ|theo định kỳ)(?!\w)")


@cache
def ad_hoc() -> re.Pattern[str]:
    """Reads "đột xuất"."""
    return re.compile(rf"(?<!\w){one_of('ad_hoc')}")


_TIME = (
    r"(?:¤|trước(?: ngày)? \d|chậm nhất|muộn nhất|hoàn thành (?:trong|trước|vào)|xong trước|đến hết"
    r"|(?:trong )?quý (?:[ivx]+(?!\w)|\d)|(?:trong )?tháng \d|hằng |hàng (?:tuần|tháng|quý|năm)|thường xuyên"
    r"|định kỳ|trong năm|đột xuất|(?:trong thời hạn|trong vòng|sau) \d|\d{1,2}/\d)"
)


@cache
def clause_stop() -> re.Pattern[str]:
    """Where a clause ("theo …", "sau khi …") ends inside a cell; line starts are judged apart."""
    return re.compile(
        rf";|\)|\. | ?\((?=[^)]{{0,60}}{_TIME})|(?:,| và| hoặc)(?! của)(?= [^,;()]{{0,60}}?{_TIME})"
        r"|(?:,| và) (?=năm \d{4}|khi có|thường xuyên)"
        r"| (?=trước ngày \d|trước \d{1,2}/|chậm nhất|muộn nhất|hoàn thành trước|xong trước"
        r"|- (?=\w)(?!20\d\d(?![/\d])))"  # a bulleted line, not "giai đoạn 2026 - 2030"
    )


@cache
def opener() -> re.Pattern[str]:
    """A time expression at the start of a line of the cell."""
    return re.compile(
        rf"(?:[-+*•] ?)|(?:trong )?(?:năm \d|quý |tháng \d|trước |theo (?!dõi)|sau |{_TIME}"
        rf"|{either('line_opens_time')})"
    )
