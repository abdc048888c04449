"""文书里的人：当事人、受送达人、被处罚的人、署名、书记员、联系人。

证件号码只在法律要写的文书里写全：裁定书的当事人、协助存款的通知、惩戒的决定、移送函、本人的确认书；通知和公告只写姓名。
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from zhixing.casework.cases.queries import Assignment, Kind, Party, Role, Title
from zhixing.casework.centre.drafting.answers import ASSIGNED, HERE, PARTIES, SETTINGS, Answer, Known, Unknown
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.documents.papers.fields import Group, Many, Text
from zhixing.foundation.people.queries import Holding, Post, User
from zhixing.law import identity
from zhixing.law.papers import LEADER, OWN
from zhixing.law.words import party as role_name

_PAPERS: Final = {"id": "公民身份号码", "uscc": "统一社会信用代码", "passport": "护照号码"}
_FILLED_BY: Final = {"payee_account": Role.APPLICANT, "termination_talk": Role.APPLICANT}
"""由哪一方填写、和哪一方谈的。"""
_HEADS: Final = {Role.LEGAL_REP: "法定代表人", Role.GUARDIAN: "法定代理人"}


# ---- 当事人 ----


def named(people: Sequence[Party]) -> list[dict[str, str]]:
    """只写姓名。"""
    return [{"name": one.name} for one in people]


def _side(role: str) -> Any:
    def answer(desk: Desk) -> Answer:
        found = desk.book.of(role)
        return Known(named(found)) if found else Unknown(f"没有在案的{role_name(desk.book.case.kind, role)}", PARTIES)

    return answer


debtors = _side(Role.RESPONDENT)


def applicants(desk: Desk) -> Answer:
    """申请执行人；移送执行的刑事裁判涉财产部分没有，不写。"""
    moved = any(one.kind == Title.Body.CRIMINAL for one in desk.book.titles)
    return Known([]) if moved and not desk.book.of(Role.APPLICANT) else _side(Role.APPLICANT)(desk)


def called_in(desk: Desk, role: str) -> str:
    """文书里怎么叫：财产保全的叫申请保全人、被保全人，其余的叫申请执行人、被执行人。"""
    kind = desk.book.case.kind
    return role_name(kind if kind == Kind.PRESERVATION else Kind.FIRST, role)


def parties(desk: Desk) -> Answer:
    """裁定书的当事人：两方和第三人，写明身份。"""
    return Known([_party(desk, one) for one in desk.book.sides])


def _party(desk: Desk, one: Party) -> dict[str, Any]:
    unit = one.nature == Party.Nature.UNIT
    own = {} if unit else {"sex": one.sex if one.sex in ("男", "女") else None, "born": one.birth and one.birth.isoformat()}
    return {
        "role": called_in(desk, one.role), "name": one.name, "unit": unit, "address": one.address, **own, **_numbered(desk, one),
        **_represented(desk.book.acting.get(one.pk, [])),
    }


def _numbered(desk: Desk, one: Party) -> dict[str, Any]:
    """证件种类和号码；别的证件，种类写在号码前面。"""
    kind = one.paper or ("uscc" if one.nature == Party.Nature.UNIT else "id")
    number = number_of(desk, one)
    if isinstance(number, Unknown):
        return {"identity": number}
    known = kind in _PAPERS
    return {"identity": number.value if known else identity.KINDS.get(kind, "") + number.value} | ({"identity_kind": _PAPERS[kind]} if known else {})


def number_of(desk: Desk, one: Party) -> Answer:
    """一个人的证件号码。"""
    if not desk.identity:
        return Unknown("没有看证件号码的权限", "由承办人拟稿")
    return Known(one.paper_number) if one.paper_number else Unknown(f"{one.name}没有登记证件号码", PARTIES)


def _represented(acting: Sequence[Party]) -> dict[str, str]:
    heads = [one for one in acting if one.role in _HEADS]
    agents = "、".join(one.name for one in acting if one.role == Role.AGENT)
    head = {"head_post": _HEADS[Role(heads[0].role)], "head": "、".join(one.name for one in heads)} if heads else {}
    return head | ({"agent": agents} if agents else {})


# ---- 给谁、对谁 ----


def to(desk: Desk) -> Answer:
    """受送达人：写明的，或者照文书表送给的各人；只写一个名称的，是发给的单位。"""
    if not desk.wants("to", Many):
        return unit(desk)
    names = [*named(desk.addressed), *({"name": name} for name in desk.units)]
    return Known(names) if names else Unknown("没有受送达人", PARTIES)


def unit(desk: Desk) -> Answer:
    """发给的单位：银行、登记机构、别的法院。"""
    if len(desk.units) == 1:
        return Known(desk.units[0])
    return Unknown("写一个单位" if not desk.units else "一份只发给一个单位", HERE, tuple(desk.units))


def one_of(desk: Desk, among: Sequence[Party]) -> Party | Unknown:
    """一份只对一个人：写明的一个；没有写明的，``among`` 里只有一个的。写明的名字本案没有的，不换成别人。"""
    if desk.units and not desk.chosen and not desk.wants("to", Text):
        return Unknown(f"本案没有“{desk.units[0]}”", PARTIES, tuple(desk.book.called[one.pk] for one in among))
    found = [one for one in desk.chosen if one in among] or desk.chosen or list(among)
    if len(found) == 1:
        return found[0]
    return Unknown("一份只写一个人" if found else "没有这样的人", PARTIES if not found else HERE, tuple(desk.book.called[one.pk] for one in found))


def debtor(desk: Desk) -> Answer:
    """协助存款的通知里的被执行人。"""
    found = one_of(desk, desk.book.of(Role.RESPONDENT))
    return found if isinstance(found, Unknown) else Known({"name": found.name, "identity": number_of(desk, found)})


def punished(desk: Desk) -> Answer:
    """被处罚、被列入名单的人。"""
    found = one_of(desk, desk.book.of(Role.RESPONDENT))
    if isinstance(found, Unknown):
        return found
    head = _represented(desk.book.acting.get(found.pk, [])).get("head")
    own = {"name": found.name, "unit": found.nature == Party.Nature.UNIT, "address": found.address, "head": head}
    return Known({**own, "identity": number_of(desk, found)})


def person(desk: Desk) -> Answer:
    """传唤、谈话、填写确认书、被处罚的那一个人。"""
    if desk.wants("person", Group):
        return punished(desk)
    found = subject(desk)
    return found if isinstance(found, Unknown) else Known(found.name)


def subject(desk: Desk) -> Party | Unknown:
    """一份只写一个人的：写明的一个，或者照文书表只有一个的，或者两方里只有一个的。"""
    side = _FILLED_BY.get(desk.kind)
    return one_of(desk, desk.book.of(side) if side else desk.usual or desk.book.sides)


def address(desk: Desk) -> Answer:
    """那一个人的住址。"""
    found = subject(desk)
    if isinstance(found, Unknown):
        return found
    return Known(found.address) if found.address else Unknown(f"{found.name}没有登记地址", PARTIES)


def standing(desk: Desk) -> Answer:
    """那一个人的诉讼地位，照本类案件的叫法。"""
    found = subject(desk)
    return found if isinstance(found, Unknown) else Known(role_name(desk.book.case.kind, found.role))


def own_number(desk: Desk) -> Answer:
    """那一个人的证件号码。"""
    found = subject(desk)
    return found if isinstance(found, Unknown) else number_of(desk, found)


def third(desk: Desk) -> Answer:
    """履行到期债务的第三人：登记了的，或者写明的单位。"""
    among = desk.book.of(Role.THIRD)
    if desk.units or not among:
        return unit(desk)
    found = one_of(desk, among)
    return found if isinstance(found, Unknown) else Known(found.name)


def barred(desk: Desk) -> Answer:
    """被限制出境的人：被执行人；是单位的，登记了的法定代表人。"""
    found = one_of(desk, desk.book.of(Role.RESPONDENT))
    if isinstance(found, Unknown) or found.nature != Party.Nature.UNIT:
        return punished(desk)
    heads = [one for one in desk.book.acting.get(found.pk, []) if one.role == Role.LEGAL_REP]
    if len(heads) != 1:
        return Unknown(f"写明{found.name}的哪一个人", HERE, tuple(one.name for one in heads))
    return Known({"name": heads[0].name, "identity": number_of(desk, heads[0]), "address": heads[0].address, "post": "法定代表人"})


def lifted_heads(desk: Desk) -> Answer:
    """一并解除的单位人员：登记了的法定代表人。"""
    found = restricted_heads(desk)
    return Known("、".join(one["post"] + one["name"] for one in found.value)) if isinstance(found, Known) else found


def suspect(desk: Desk) -> Answer:
    """涉嫌人。"""
    found = one_of(desk, desk.book.of(Role.RESPONDENT))
    return found if isinstance(found, Unknown) else Known(found.name)


def suspect_number(desk: Desk) -> Answer:
    """涉嫌人的证件号码。"""
    found = one_of(desk, desk.book.of(Role.RESPONDENT))
    return found if isinstance(found, Unknown) else number_of(desk, found)


def restricted_heads(desk: Desk) -> Answer:
    """单位的四类人员：登记了的法定代表人。一份写几个人的，不写。"""
    found = desk.addressed
    if len(found) != 1 or found[0].nature != Party.Nature.UNIT:
        return Known([])
    heads = [one for one in desk.book.acting.get(found[0].pk, []) if one.role == Role.LEGAL_REP]
    return Known([{"post": "法定代表人", "name": one.name} for one in heads]) if heads else Unknown(f"{found[0].name}没有登记法定代表人", PARTIES)


def lawyer(desk: Desk) -> Answer:
    """持令律师：申请执行人的委托代理人里选。"""
    sides = [one.pk for one in desk.book.of(Role.APPLICANT)]
    agents = tuple(one.name for side in sides for one in desk.book.acting.get(side, []) if one.role == Role.AGENT)
    return Unknown("写明持令的律师", HERE, agents)


# ---- 法院的人 ----


def _helpers(desk: Desk, role: str) -> list[User]:
    return [row.user for row in desk.book.helpers if row.role == role and row.user]


def handler(desk: Desk) -> User | None:
    """承办人。"""
    return next(iter(_helpers(desk, Assignment.Role.HANDLER)), None)


def officers(desk: Desk) -> Answer:
    """承办人和协办人。"""
    found = [*_helpers(desk, Assignment.Role.HANDLER), *_helpers(desk, Assignment.Role.ASSISTANT)]
    return Known("、".join(one.name for one in found)) if found else Unknown("还没有承办人", ASSIGNED)


def officer(desk: Desk) -> Answer:
    """承办人一个人。"""
    found = handler(desk)
    return Known(found.name) if found else Unknown("还没有承办人", ASSIGNED)


def clerk(desk: Desk) -> Answer:
    """书记员。"""
    found = _helpers(desk, Assignment.Role.CLERK)
    if len(found) == 1:
        return Known(found[0].name)
    return Unknown("书记员有几名" if found else "没有指定书记员", HERE if found else ASSIGNED, tuple(one.name for one in found))


def servers(desk: Desk) -> Answer:
    """送达人：承办人、书记员。"""
    found = [*_helpers(desk, Assignment.Role.HANDLER), *_helpers(desk, Assignment.Role.CLERK)]
    return Known("、".join(one.name for one in found)) if found else Unknown("还没有承办人", ASSIGNED)


def _holding(desk: Desk, post: str) -> list[Holding]:
    return [row for row in desk.book.shelf.holdings.get(desk.book.case.court_id, []) if row.post == post]


def judges(desk: Desk) -> list[str]:
    """本院的执行法官，本团队的在前。"""
    rows = sorted(_holding(desk, Post.JUDGE), key=lambda row: row.team_id != desk.book.case.team_id)
    return list(dict.fromkeys(row.user.name for row in rows))


def president(desk: Desk) -> Answer:
    """院长。"""
    names = tuple(dict.fromkeys(row.user.name for row in _holding(desk, Post.PRESIDENT)))
    return Known(names[0], "现任院长") if len(names) == 1 else Unknown("没有登记院长" if not names else "院长有几名", HERE, names)


def signers(desk: Desk) -> Answer:
    """裁定书的署名：独任的是承办法官，承办人不是法官的是签发的团队长，合议的由拟稿人写明。"""
    own = handler(desk)
    if own is None:
        return Unknown("还没有承办人", ASSIGNED, tuple(judges(desk)))
    post = desk.book.setting("document.signer_post")
    if together(desk):
        return Unknown("由合议庭作出，写明审判长和合议庭成员", HERE, tuple({"post": post, "name": name} for name in judges(desk)))
    if any(row.user_id == own.pk for row in _holding(desk, Post.JUDGE)):
        return Known([{"post": post, "name": own.name}], "承办法官")
    return _led(desk, post)


def together(desk: Desk) -> bool:
    """由合议庭作出：要经合议庭的，申请执行人没有签字确认的终本（民诉法解释第517条）。"""
    if desk.kind == "termination_ruling":
        asked = desk.book.timeline.last("control.Interviewed")
        return asked is None or not asked.data.get("agrees")
    return desk.paper.route not in (OWN, LEADER)


def _led(desk: Desk, post: str) -> Answer:
    team = desk.book.case.team_id
    names = list(dict.fromkeys(row.user.name for row in _holding(desk, Post.TEAM_LEADER) if row.team_id == team and team))
    if len(names) == 1 and names[0] in judges(desk):
        return Known([{"post": post, "name": names[0]}], "承办人不是法官，由团队长签发")
    return Unknown("承办人不是法官，写明由谁作出", HERE, tuple({"post": post, "name": name} for name in judges(desk)))


def contact(desk: Desk) -> Answer:
    """联系方式。"""
    return Known({"officer": officers(desk), "phone": setting(desk, "phone", "本院联系电话"), "address": setting(desk, "address", "本院地址")})


def setting(desk: Desk, key: str, name: str) -> Answer:
    """本院的一项文书设置。"""
    value = str(desk.book.setting(f"document.{key}"))
    return Known(value, SETTINGS) if value else Unknown(f"本院没有设置{name}", SETTINGS)
