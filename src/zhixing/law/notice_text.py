"""放假通知的原文 → 日子。

新一年的通知出来后，把全文粘贴进来即可：“一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。
1月4日（周日）上班。”看不懂的句子原样交回，由人来定，不猜。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhixing.law.calendar import Day

MAX_TEXT = 20_000
LONGEST_BLOCK = 31

_DATE = re.compile(r"(?:(?P<y>\d{4})年)?(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日")
_NOTE = re.compile(r"\([^()]*\)")
_PARAGRAPH = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、])?(?P<name>[^:。,;\d]{1,12}):(?P<body>.*\d日.*)$"
)
_LEFT = re.compile(r"\d日.*(?:放假|上班|补休|调至|公休)")
_MOVED = re.compile(r"(?:公休日)?(?:分别)?调至")
_SAYS = re.compile(r"\d日|放假|上班|补休|公休")
_REST = re.compile(r"放假|补休")
_EXPLAINS = re.compile(r"为法定(?:节)?假日|为公休日|照常公休|^共\d+天$|^与周末连休$|^不调休$")
_CHANGED = re.compile(r"是否|另行|取消|不再|不放假|不上班|延长|改为")
_TO = ("至", "-", "到")


@dataclass(frozen=True, slots=True)
class Reading:
    """读出来的结果：``days`` 按日期排好；``unread`` 是看不懂的句子或互相矛盾的日子。"""

    year: int
    days: tuple[Day, ...]
    unread: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """读出了日子，而且没有看不懂的句子。"""
        return bool(self.days) and not self.unread


def read(text: str, year: int) -> Reading:
    """读一整份通知，或者其中一段。

    ``year`` 是通知安排的年份，没写年份的日期都按它算。原文太长抛出 :class:`ValueError`。

    >>> [str(d.date) for d in read("4月5日放假，4月7日（星期一）补休。", 2014).days]
    ['2014-04-05', '2014-04-07']
    """
    if len(text) > MAX_TEXT:
        raise ValueError(f"通知原文超过{MAX_TEXT}个字，请只粘贴放假安排。")
    paragraphs, unread = _paragraphs(_plain(text))
    days: dict[date, Day] = {}
    for name, body in paragraphs:
        paragraph = _Paragraph(name, year)
        paragraph.read(body)
        unread += paragraph.unread
        twice = [d for d, off in paragraph.days.items() if d in days and days[d].off != off]
        unread += [f"{d.isoformat()}安排了两次" for d in twice]
        days |= {d: Day(d, off, name) for d, off in paragraph.days.items()}
    return Reading(year, tuple(days[d] for d in sorted(days)), tuple(unread))


def _paragraphs(plain: str) -> tuple[list[tuple[str, str]], list[str]]:
    """分段：每段是（节名，安排）。整份通知里不成段、却说到放假上班的行，原样交回。"""
    found = [(_PARAGRAPH.match(line), line) for line in plain.split("\n")]
    named = [(match["name"], match["body"]) for match, _ in found if match]
    if not named:
        return [("", plain)], []
    return named, [line for match, line in found if match is None and _LEFT.search(line)]


def _plain(text: str) -> str:
    """统一标点，去掉括号里的星期和农历，去掉空格。"""
    table = str.maketrans("（）：，；－—–~～", "():,;-----")
    text = re.sub(r"[ \t\u3000\xa0]+", "", text.translate(table))
    for _ in range(3):  # 括号里最多再套两层
        text = _NOTE.sub("", text)
    return re.sub(r"-+", "-", text)


@dataclass(slots=True)
class _Paragraph:
    """读一段时记住的上下文：没写月份的跟上一个月份，没写年份的跟本段写明过的同月年份。"""

    name: str
    year: int
    month: int = 0
    years: dict[int, int] = field(default_factory=dict)
    days: dict[date, bool] = field(default_factory=dict)
    moved: list[date] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def read(self, body: str) -> None:
        """逐句读；被“调走”的公休日没有另说放假的，就是上班。"""
        for sentence in re.split(r"[。;\n]", body):
            self._sentence([clause for clause in sentence.split(",") if clause])
        for day in self.moved:
            self.days.setdefault(day, False)

    def _sentence(self, clauses: list[str]) -> None:
        for clause in clauses:
            if _CHANGED.search(clause):
                self.unread.append(clause)
            elif moved := _MOVED.search(clause):
                self.moved += self._dates(clause[: moved.start()])
                self._take(clause[moved.end():], True)
            elif _EXPLAINS.search(clause):
                self._dates(clause)
            elif _SAYS.search(clause):
                self._take(clause, _verb(clause))

    def _take(self, clause: str, off: bool | None) -> None:
        """把一段话里的日子记下；没有日子，或者不知道放假还是上班，就是看不懂。"""
        dates = self._dates(clause)
        if not dates or off is None:
            self.unread.append(clause)
            return
        for day in dates:
            if self.days.setdefault(day, off) != off:
                self.unread.append(f"{day.isoformat()}既放假又上班")

    def _dates(self, text: str) -> list[date]:
        """一段话里的日子，“1日至3日”展开；有不存在的日期或顺序颠倒就一个也不给。"""
        found: list[date] = []
        end = 0
        for match in _DATE.finditer(text):
            day = self._date(match)
            joined = bool(found) and text[end:match.start()] in _TO
            block = [] if day is None else _between(found[-1], day)[1:] if joined else [day]
            if day is None or not block:
                return []
            found += block
            end = match.end()
        return found

    def _date(self, match: re.Match[str]) -> date | None:
        self.month = int(match["m"] or self.month)
        if match["y"]:
            self.years[self.month] = int(match["y"])
        try:
            return date(self.years.get(self.month, self.year), self.month, int(match["d"]))
        except ValueError:
            return None


def _verb(clause: str) -> bool | None:
    """放假、补休 → 真；上班 → 假；都没有或都有 → ``None``。"""
    rest, work = bool(_REST.search(clause)), "上班" in clause
    return rest if rest != work else None


def _between(first: date, last: date) -> list[date]:
    days = (last - first).days
    return [first + timedelta(days=i) for i in range(days + 1)] if 0 < days < LONGEST_BLOCK else []
