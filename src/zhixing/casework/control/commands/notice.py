"""协助查询财产通知书：一批一份，附案件清单，盖院印（法释〔2013〕20号第四条：多案集中查询的，附汇总的案件查询清单）。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from zhixing.casework.control.commands.channels import refused
from zhixing.casework.control.models import Agency, AssetKind, Officer, Request, Wave
from zhixing.casework.documents import papers, sealing
from zhixing.casework.documents.papers.preserving import sides
from zhixing.casework.documents.papers.printing import printed
from zhixing.casework.documents.papers.wording import han_date, legal_basis

TITLE: Final = "协助查询财产通知书"
BASIS: Final = ("CPL 253", "WC 4")
_LAYOUT: Final = "wave_notice"


def made(wave: Wave, number: str, officers: Mapping[int, Officer], on: date) -> bytes:
    """印一份，没有盖章。姓名里有印不出的字的，抛出 ``Refused``。"""
    rows = _listed(wave)
    agencies = list(Agency.objects.filter(pk__in=Request.objects.filter(wave=wave).order_by().values("agency").distinct()).order_by("pk"))
    values = {
        "title": TITLE, "number": number, "court": wave.court.name, "on": {"iso": on.isoformat(), "han": han_date(on)}, "sides": asdict(sides("")),
        "basis": legal_basis(BASIS, on), "agencies": [one.name for one in agencies], "cases": len({row[0] for row in rows}), "rows": rows,
        "kinds": "、".join(_kinds(agencies)), "officers": list(dict.fromkeys(map(_credential, officers.values()))) or [wave.asked_name],
    }
    return _printed(values, on)


def sealed(pdf: bytes, wave: Wave, number: str, on: date, at: datetime) -> bytes:
    """盖院印。没有配置印章的抛出 ``Refused``。"""
    return sealing.sign(pdf, court_name=wave.court.name, reason=f"{number}{TITLE}", at=at, dated=on)


def _printed(values: Mapping[str, Any], on: date) -> bytes:
    try:
        return printed(_LAYOUT, values, on=on)
    except papers.CannotPrint as error:
        raise refused("notice.unprintable", str(error), "改正当事人的姓名、名称以后再签发。", "WC 4") from None


def _listed(wave: Wave) -> list[tuple[str, str, str]]:
    """清单的各行：案号、姓名或者名称、证件号码；同一个人只列一次。"""
    rows = Request.objects.filter(wave=wave).order_by("case_id", "party_id").values_list(
        "case__number", "case_id", "party__name", "party__paper_number", "party_id",
    )
    return list({party: (number or f"收件第{case}号", name, paper) for number, case, name, paper, party in rows.distinct()}.values())


def _kinds(agencies: Sequence[Agency]) -> Iterable[str]:
    covered = {kind for one in agencies for kind in one.covers}
    return (kind.label for kind in AssetKind if kind.value in covered)


def _credential(officer: Officer) -> str:
    return f"{officer.user.name}（工作证{officer.work_card}，执行公务证{officer.duty_card}，电话{officer.phone}）"
