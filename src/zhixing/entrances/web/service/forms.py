"""送达的表单：栏目跟着方式和结果走，选项都从送达规则表来。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.matter_form import Files, FilesField
from zhixing.entrances.web.service.ways import ANNOUNCEMENT, PLACES, Way
from zhixing.entrances.web.ui import DayField, RowsField, TextField
from zhixing.law.service_addresses import source, sources
from zhixing.law.service_values import Outcome, known, outcome, table

Choices = list[tuple[str, str]]
ACCEPT = "image/*,.pdf,.doc,.docx,.mp4"
"""证明材料：手机上可以直接拍照。"""


class ProofFiles(Files):
    """几份证明，手机上可以当场拍。"""

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT})


def proofs(rule: Outcome) -> Choices:
    """这种结果能证明的材料。"""
    names = table()["proof"]
    return [(code, names[code]) for code in dict.fromkeys(code for group in rule.proof for code in sorted(group))]


def needed(rule: Outcome) -> str:
    """证明要有哪些，一句话。"""
    names = table()["proof"]
    return "，或者".join("和".join(names[code] for code in sorted(group)) for group in rule.proof)


def signers(rule: Outcome, nature: str, *, abroad: bool = False) -> Choices:
    """可以签收、拒收的人：规则表点了名的只有这些人，否则看受送达人是自然人还是单位。"""
    rows = table()["signer"].items()
    fit = [(code, row["label"]) for code, row in rows if nature in row["kinds"] and (abroad or not row.get("abroad"))]
    return [(code, label) for code, label in fit if not rule.signers or code in rule.signers]


def days_field(label: str, extra: int = 3, **more: Any) -> RowsField:
    """几个日子。"""
    return RowsField({"day": DayField(label=label)}, extra=extra, label=label, **more)


def days(rows: Iterable[dict[str, Any]] | None) -> tuple[date, ...]:
    """几个日子，按先后。"""
    return tuple(sorted({date.fromisoformat(row["day"]) for row in rows or () if row.get("day")}))


class AttemptForm(DeskForm):
    """一次送达：新办的，或者登记结果。``places`` 是登记在案的地址（编号，怎么说）。"""

    def __init__(
        self, desk: Desk, way: Way, data: Any = None, files: Any = None, *, nature: str, places: Choices, fresh: bool = True,
        abroad: bool = False,
    ) -> None:
        self.way, self.nature, self.places, self.fresh, self.abroad = way, nature, places, fresh, abroad
        super().__init__(desk, data, files)

    def prepare(self, desk: Desk) -> None:
        """按方式和结果添栏目。"""
        if self.fresh:
            self._handling(desk)
        if self.way.later or not self.fresh:
            self.fields["happened"] = DayField(label=self.way.resulting, initial=desk.today)
        if self.way.rule.signed:
            self._signer()
        if self.way.rule.code == "unclaimed":
            self.fields["days"] = days_field("各次投递那天", required=False, help_text="照回执填写；五日内投递三次以上的，退回后可以换其他方式。")
        if self.way.rule.proof:
            self._proof()
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.widget.attrs["max"] = desk.today.isoformat()

    def _handling(self, desk: Desk) -> None:
        self.fields["on"] = DayField(label=self.way.handling, initial=desk.today)
        if self.way.method in PLACES:
            self.fields["place"] = TextField(label=PLACES[self.way.method], max_length=200)
        elif self.places:
            nowhere = [] if self.way.method in ("mail", "electronic") else [("", "不在登记的地址")]
            asked = desk.request.GET.get("address", "")
            first = asked if asked in dict(self.places) else self.places[0][0]
            self.fields["address"] = forms.ChoiceField(label="送到哪个地址", choices=[*self.places, *nowhere], required=not nowhere, initial=first)
        else:
            self.fields["place"] = TextField(label="送到哪里", max_length=200, required=self.way.method == "mail")
        if self.way.method == "mail":
            self.fields["tracking"] = TextField(label="邮件号", max_length=40, required=False, help_text="还没有的可以后补，或者随邮政回执导入。")

    def _signer(self) -> None:
        options = signers(self.way.rule, self.nature, abroad=self.abroad)
        who = "拒收的是谁" if self.way.refused else "签收的是谁"
        self.fields["signer"] = forms.ChoiceField(label=who, choices=options if len(options) == 1 else [("", "请选择"), *options])
        self.fields["signer_name"] = TextField(label="他的姓名", max_length=60, required=False)
        self.fields["opponent"] = forms.BooleanField(label="他是本案的对方当事人", required=False)

    def _proof(self) -> None:
        options = proofs(self.way.rule)
        self.fields["proof"] = forms.MultipleChoiceField(
            label="证明", choices=options, required=False, widget=forms.CheckboxSelectMultiple, initial=[c for c, _ in options[:1]],
            help_text=f"应有{needed(self.way.rule)}。" if len(options) > 1 else "",
        )
        self.fields["files"] = FilesField(label="拍照、上传证明", required=False, widget=ProofFiles(), help_text="手机上可以当场拍；可以选几份。")


def outcome_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """结果的各栏，和命令的参数同名；没有填对的不在 ``given`` 里。"""
    return {
        "happened": given.get("happened"), "signer": given.get("signer") or "", "signer_name": given.get("signer_name") or "",
        "opponent": bool(given.get("opponent")), "proof": tuple(given.get("proof") or ()), "days": days(given.get("days")),
    }


class AnnounceForm(DeskForm):
    """公告：在哪里、哪几天张贴刊登、证明。期限从最后一次起算。"""

    place = TextField(label=PLACES[ANNOUNCEMENT], max_length=200, help_text="如：人民法院公告网、受送达人住所地张贴。")
    days = days_field("各次张贴、刊登之日", help_text="最后一次那天起算公告期。")
    proof = forms.MultipleChoiceField(label="证明", widget=forms.CheckboxSelectMultiple, required=False)
    files = FilesField(label="拍照、上传证明", required=False, widget=ProofFiles(), help_text="报样、网页截图、张贴的照片。")

    def prepare(self, desk: Desk) -> None:
        """证明照规则表。"""
        self.fields["proof"].choices = options = proofs(outcome(ANNOUNCEMENT, "posted"))  # type: ignore[attr-defined]
        self.fields["proof"].initial = [options[0][0]]

    def clean_days(self) -> tuple[date, ...]:
        """按先后。"""
        return days(self.cleaned_data["days"])


class RebutForm(DeskForm):
    """受送达人推翻：什么理由、采信没有、证明的到达日。"""

    on = DayField(label="提出日")
    upheld = forms.TypedChoiceField(
        label="采信没有", choices=[("", "还没有认定"), ("1", "采信")], coerce=bool, empty_value=False, required=False,
        help_text="没有采信以前，仍按原来的送达之日。",
    )

    def __init__(self, desk: Desk, how: str, data: Any = None, files: Any = None) -> None:
        self.how = how
        super().__init__(desk, data, files)

    def prepare(self, desk: Desk) -> None:
        """证明另一天到达的，要写哪天。"""
        if self.how == "arrival":
            self.fields["arrived"] = DayField(label="证明的到达日")
        self.fields["reason"] = TextField(label="凭什么", lines=3, max_length=500, required=False, help_text="提出了什么证据；采信的必须写明。")


CHANNELS: Choices = [("", "邮寄、上门的地址"), ("sms", "手机号（电子送达）"), ("email", "邮箱（电子送达）")]


class AddressForm(DeskForm):
    """送达地址：来源按使用的次序列出。"""

    source = forms.ChoiceField(label="来源", choices=())
    channel = forms.ChoiceField(label="是什么地址", choices=CHANNELS, required=False)
    text = TextField(label="地址", max_length=300, help_text="电子送达的写手机号或者邮箱。")
    receiver = TextField(label="收件人、指定的代收人", max_length=200, required=False)
    phone = TextField(label="电话", max_length=40, required=False)
    on = DayField(label="自哪天起")
    files = FilesField(label="确认书", required=False, widget=ProofFiles(), help_text="本人签名的送达地址确认书，手机上可以当场拍。")

    def prepare(self, desk: Desk) -> None:
        """来源和各自的后果。"""
        self.fields["source"].choices = [(code, source(code)["label"]) for code in sources()]  # type: ignore[attr-defined]


class ConsentForm(DeskForm):
    """对电子送达的意见。"""

    how = forms.ChoiceField(label="意见", choices=())
    on = DayField(label="哪天")
    files = FilesField(label="凭证", required=False, widget=ProofFiles())

    def prepare(self, desk: Desk) -> None:
        """怎样同意的，或者明确不同意。"""
        rows = [(code, f"同意：{row['label']}") for code, row in table()["consent"].items()]
        self.fields["how"].choices = [*rows, (REFUSED, "明确表示不同意")]  # type: ignore[attr-defined]


REFUSED = "refused"


class EndForm(DeskForm):
    """从哪天起不再用。"""

    on = DayField(label="自哪天起不再用", help_text="书面变更、撤回的那天。")


def rebuttal(code: str) -> str:
    """一种推翻的话。"""
    return str(known("rebuttal", code)["label"])


class SituationForm(DeskForm):
    """与送达有关的情况。"""

    place = forms.ChoiceField(label="住所在哪里", choices=[("home", "境内"), ("region", "港澳台"), ("abroad", "境外")])
    keeper = forms.ChoiceField(label="由谁转交", choices=(), required=False)
    missing = TextField(label="下落不明的证明", max_length=300, required=False, help_text="如：村委会证明、公安机关证明。空着是没有下落不明。")
    ward = forms.BooleanField(label="没有或者限制行为能力，由法定代理人签收", required=False)
    agent_receives = forms.BooleanField(label="诉讼代理人是指定的代收人", required=False)
    withheld = forms.BooleanField(label="经告知后果仍不提供送达地址（已记入笔录）", required=False)
    on = DayField(label="自哪天起")
    files = FilesField(label="笔录、证明", required=False, widget=ProofFiles())

    def __init__(self, desk: Desk, data: Any = None, files: Any = None, *, now: Any = None) -> None:
        self.now = now
        super().__init__(desk, data, files)

    def prepare(self, desk: Desk) -> None:
        """先填好现在的。"""
        keepers = [(code, f"{row['who']}：{row['label']}") for code, row in table()["keeper"].items()]
        self.fields["keeper"].choices = [("", "不用转交"), *keepers]  # type: ignore[attr-defined]
        for name in ("place", "keeper", "missing", "ward", "agent_receives", "withheld"):
            if self.now is not None:
                self.fields[name].initial = getattr(self.now, name)
