"""编收件内容：案由、标的、当事人、执行依据。比例取自 ``demo-court.md``。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import log
from random import Random
from typing import Any, Final

from zhixing.demo import invent
from zhixing.demo.invent import Registry
from zhixing.law.intake import CaseDraft, ClaimDraft, PartyDraft, TitleDraft

COURT: Final = "土默特右旗人民法院"
CIVIL: Final = "（{year}）内0221民初{no}号"
UNIT_DEBTOR: Final = 0.22
UNKNOWN: Final = 0.28
MAX_YUAN: Final = 28_000_000
SIMPLE_YUAN: Final = 200_000
"""不超过这个标的的归简案团队。"""


@dataclass(frozen=True, slots=True)
class Cause:
    """一种案由：份额、标的的中位数（元）和离散、执行依据、申请人是单位的可能、主文。"""

    name: str
    share: int
    median: int
    spread: float = 1.5
    kind: str = "judgment"
    pattern: str = CIVIL
    maker: str = COURT
    unit: float = 0.1
    livelihood: str = ""
    operative: str = "被告于判决生效之日起十五日内给付原告{yuan}元及相应利息"
    paper: str = ""


BANK: Final = "原告贷款本金{yuan}元及利息、罚息，由被告于判决生效之日起十日内偿还"
CAUSES: Final = (
    Cause("民间借贷纠纷", 24, 42_000, operative="被告于判决生效之日起十五日内偿还原告借款本金{yuan}元及利息"),
    Cause("金融借款合同纠纷", 14, 68_000, 1.4, unit=1, operative=BANK),
    Cause("信用卡纠纷", 8, 26_000, 0.9, unit=1, operative=BANK),
    Cause("买卖合同纠纷", 14, 38_000, unit=0.4, operative="被告于判决生效之日起十日内支付原告货款{yuan}元"),
    Cause("追索劳动报酬纠纷", 9, 12_600, 0.8, "labour", "土右劳人仲案字〔{year}〕第{no}号", "土默特右旗劳动人事争议仲裁委员会",
          0, "wages", "被申请人于本裁决生效之日起十日内支付申请人工资{yuan}元"),
    Cause("机动车交通事故责任纠纷", 7, 62_000, 0.9, unit=0, livelihood="traffic",
          operative="被告于判决生效之日起十五日内赔偿原告各项损失{yuan}元"),
    Cause("物业服务合同纠纷", 4, 3_200, 0.7, unit=1, operative="被告于判决生效之日起十日内支付原告物业服务费{yuan}元"),
    Cause("供用热力合同纠纷", 2, 2_900, 0.6, unit=1, operative="被告于判决生效之日起十日内支付原告热费{yuan}元"),
    Cause("抚养费纠纷", 3, 24_000, 0.5, "mediation", unit=0, livelihood="child",
          operative="被告每月给付抚养费1000元至子女年满十八周岁，已到期{yuan}元"),
    Cause("赡养费纠纷", 2, 9_600, 0.5, unit=0, livelihood="parents", operative="被告每月给付赡养费800元，已到期{yuan}元"),
    Cause("建设工程施工合同纠纷", 4, 310_000, 1.3, unit=0.6, operative="被告于判决生效之日起三十日内支付原告工程款{yuan}元"),
    Cause("责令退赔", 4, 30_000, 1.2, "criminal", "（{year}）内0221刑初{no}号", operative="责令被告人退赔被害人损失{yuan}元",
          paper="刑事判决书"),
    Cause("土地承包经营权纠纷", 3, 21_000, 0.9, operative="被告于判决生效之日起十五日内支付原告承包费{yuan}元"),
    Cause("非诉执行审查", 2, 18_000, 0.8, "non_litigation", "（{year}）内0221行审{no}号", unit=1,
          operative="准予强制执行申请人作出的行政处罚决定，罚款{yuan}元"),
)


def cause_named(name: str) -> Cause:
    """按名称取案由。"""
    return next(one for one in CAUSES if one.name == name)


def any_cause(luck: Random) -> Cause:
    """按份额抽一种案由。"""
    return luck.choices(CAUSES, [one.share for one in CAUSES])[0]


def yuan_of(cause: Cause, luck: Random) -> int:
    """标的（元）：对数正态，取整到十元。"""
    amount = luck.lognormvariate(log(cause.median), cause.spread)
    return max(500, min(MAX_YUAN, round(amount / 10) * 10))


@dataclass(frozen=True, slots=True)
class Writer:
    """写收件材料的人：一颗骰子、一本编号簿。"""

    luck: Random
    registry: Registry

    def person(self, role: str, on: date, *, name: str = "", born: date | None = None, **more: Any) -> PartyDraft:
        """一名自然人，证件、电话、住址齐全。"""
        number = self.registry.next_person()
        woman = self.luck.random() < 0.45
        born = born or invent.birthday(self.luck, on)
        made = PartyDraft(
            role=role, name=name or invent.person_name(self.luck), paper="id",
            paper_number=invent.citizen(born, number, woman), phone=self.registry.phone(),
            address=invent.address(self.luck),
        )
        return replace(made, **more)

    def unit(self, role: str, *, name: str = "", **more: Any) -> PartyDraft:
        """一个单位。"""
        number = self.registry.next_person()
        made = PartyDraft(
            role=role, name=name or invent.unit_name(self.luck), nature="unit", paper="uscc",
            paper_number=invent.credit_code(number), phone=self.registry.phone(), address=invent.address(self.luck),
        )
        return replace(made, **more)

    def case(self, received_on: date, cause: Cause | None = None, **more: Any) -> CaseDraft:
        """一件首次执行的收件内容；``more`` 里的栏目照给的写。"""
        cause = cause or any_cause(self.luck)
        yuan = more.pop("yuan", None) or yuan_of(cause, self.luck)
        changes = more.pop("debtor", {})
        parties = more.pop("parties", None) or self.parties(cause, received_on, changes)
        draft = CaseDraft(
            received_on=received_on, cause=cause.name, livelihood=cause.livelihood, claim_fen=yuan * 100,
            parties=parties, titles=(self.title(cause, received_on, yuan),), claims=self.claims(yuan),
        )
        return replace(draft, **more)

    def parties(self, cause: Cause, on: date, changes: Mapping[str, Any]) -> tuple[PartyDraft, ...]:
        """申请人、被执行人（平均 1.35 名）；未成年的带法定代理人，有的带律师。"""
        applicants = () if cause.kind == "criminal" else self.applicant(cause, on)
        debtors: list[PartyDraft] = []
        for _ in range(1 if changes else 1 + (self.luck.random() < 0.28) + (self.luck.random() < 0.07)):
            debtors.append(self.debtor(on, changes, {party.name for party in (*applicants, *debtors)}))
        agent = self.agent(on) if applicants and len(applicants) == 1 and self.luck.random() < 0.15 else ()
        return (*applicants, *debtors, *agent)

    def applicant(self, cause: Cause, on: date) -> tuple[PartyDraft, ...]:
        """申请执行人。"""
        if cause.livelihood == "child":
            child = self.person("applicant", on, born=invent.birthday(self.luck, on, 6, 15))
            return child, self.person("guardian", on, represents=0, authority="法定")
        if self.luck.random() < cause.unit:
            financial = cause.name in ("金融借款合同纠纷", "信用卡纠纷")
            return (self.unit("applicant", name=invent.bank_name(self.luck) if financial else ""),)
        account: dict[str, Any] = {"bank_name": invent.bank_name(self.luck), "bank_account": self.registry.account()}
        person = self.person("applicant", on, **account)
        return (replace(person, bank_holder=person.name),)

    def debtor(self, on: date, changes: Mapping[str, Any] | None = None, others: Collection[str] = ()) -> PartyDraft:
        """被执行人；不与 ``others`` 同名。``changes`` 有的，是照它写的一名自然人。"""
        while True:
            found = self._debtor(on, changes or {})
            if found.name not in others:
                return found

    def _debtor(self, on: date, changes: Mapping[str, Any]) -> PartyDraft:
        if changes:
            return self.person("respondent", on, **changes)
        if self.luck.random() < UNIT_DEBTOR:
            return self.unit("respondent")
        lost = self.luck.random() < UNKNOWN
        return self.person("respondent", on, whereabouts_unknown=lost)

    def agent(self, on: date) -> tuple[PartyDraft, ...]:
        """申请人的代理人。"""
        authority = "特别授权" if self.luck.random() < 0.6 else "一般授权"
        return (self.person("agent", on, represents=0, authority=authority),)

    def title(self, cause: Cause, received_on: date, yuan: int) -> TitleDraft:
        """执行依据：收件前半个月到一年生效，履行期已过。"""
        effective = received_on - timedelta(days=self.luck.randint(25, 360))
        return TitleDraft(
            number=self.registry.title(cause.pattern, effective.year), kind=cause.kind, maker=cause.maker,
            effective_on=effective, perform_by=effective + timedelta(days=15), operative=cause.operative.format(yuan=yuan),
            paper_name=cause.paper,
        )

    def claims(self, yuan: int) -> tuple[ClaimDraft, ...]:
        """请求：本金；较大的另列案件受理费。"""
        fee = 5000 if yuan >= 3000 and self.luck.random() < 0.5 else 0
        principal = ClaimDraft(sort="principal", amount_fen=yuan * 100 - fee)
        return (principal, ClaimDraft(sort="cost", amount_fen=fee, text="案件受理费")) if fee else (principal,)

    def again(self, received_on: date, claim_fen: int | None, parties: tuple[PartyDraft, ...]) -> CaseDraft:
        """恢复执行的收件内容：当事人从原案抄来，只留办案要用的几栏。"""
        return CaseDraft(received_on=received_on, kind="执恢", claim_fen=claim_fen, parties=parties)

    def preservation(self, received_on: date, **more: Any) -> CaseDraft:
        """一件财产保全执行。"""
        cause = self.luck.choice((cause_named("民间借贷纠纷"), cause_named("买卖合同纠纷"), cause_named("建设工程施工合同纠纷")))
        yuan = more.pop("yuan", None) or yuan_of(cause, self.luck)
        ruling = TitleDraft(
            number=self.registry.title("（{year}）内0221财保{no}号", received_on.year), kind="preservation", maker=COURT,
            effective_on=received_on, operative=f"冻结被申请人银行存款{yuan}元，或者查封、扣押其相应价值的财产",
        )
        applicant = self.person("applicant", received_on)
        parties = (applicant, self.debtor(received_on, None, (applicant.name,)))
        draft = CaseDraft(
            received_on=received_on, kind="执保", cause=cause.name, claim_fen=yuan * 100, parties=parties, titles=(ruling,),
        )
        return replace(draft, **more)
