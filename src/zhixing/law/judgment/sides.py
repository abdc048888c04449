"""谁给谁：一项主文里的义务人和权利人。

先把主文里说得明白的名字收齐（“向某甲支付”“某甲于判决生效之日起”“驳回某甲的诉讼请求”），
再用这些名字去认“返还某甲转让款”里名字到哪里为止；名字没有别处可证的，看后面接的是不是款项的名目。都不成，就不认。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from zhixing.law.judgment.periods import Period
from zhixing.law.judgment.quotes import Quote

VERB: Final = (
    r"(?:支付|给付|偿还|返还|归还|退还|赔偿|偿付|清偿|补偿|交付|清还|赔付|付还|退回|补足|付清|移交|交还|退赔|补缴|缴纳|缴付|"
    r"发还|兑付|垫付|代付|给予|腾退|付)"
    r"(?:完毕)?(?:给|予|清)?"
)
ROLE: Final = (
    r"(?:(?:原审|一审|二审|本诉|反诉|再审|被)?(?:原告人?|被告人?|上诉人|被上诉人|申请人|被申请人|申请再审人|第三人|申请执行人|"
    r"被执行人|被害人|被害单位|被告单位|自诉人|申诉人|被申诉人|债权人|债务人|公益诉讼起诉人|附带民事诉讼原告人)"
    r"(?:[（(][^）)]{1,24}[）)])?[:：]?)"
)
_ROLES: Final = re.compile(f"^(?:{ROLE})+")
_N: Final = r"[^，,。；;：:\n]"
_NAMES: Final = rf"(?:(?![于在应由向对]\S{{0,3}}(?:本|判决|裁决|调解)){_N}){{1,90}}?"
THING: Final = re.compile(
    r"人民币|美元|欧元|港币|[￥¥]|[\d０-９]|[XxＸ×]{1,4}元|[壹贰叁肆伍陆柒捌玖]|[一二三四五六七八九十百千万]+元|借款|本金|"
    r"货款|工程|租金|违约金|利息|损失|赔偿|补偿|经济|转让|"
    r"股权|投资|出资|雇主|违法|违反|违约|彩礼|礼金|嫁妆|奖金|奖励|就医|劳动|装修|阳台|培养|经营|抚慰|购房|房款|价款|款项|欠款|定金|押金|保证金|律师|代理|医疗|误工|护理|残疾|死亡|精神|抚恤|抚养|赡养|工资|加班|"
    r"双倍|垫[付款]|代[偿垫]|贷款|服务|"
    r"费用|佣金|报酬|劳务|保险|理赔|合理|维权|因|以(?!色列)|自|从|截|尚欠|逾期|欠付|上述|前述|全部|剩余|财产|货物|案涉|涉案|位于|相应|"
    r"合同|公证|鉴定|保全|案件|诉讼|"
    r"资金|占用|综合|手续|罚息|电费|水费|运费|运输|物业|房屋|车辆|交通|住院|丧葬|被扶养|营养|后续|住宿|设备|材料|使用费|许可|"
    r"稿酬|奖励|分红|红利|利润|收益|预付|首付|"
    r"加盟|培训|预付|提成|加价|办案|学费|会费|票款|票据|汇票|信用|购买|购车|维修|修复|拆迁|征收|征用|安置|土地|土方|承包|承揽|"
    r"加工|设计|咨询|中介|居间|管理|停工|窘|窝工|质保|质量|进度|"
    r"结算|差额|差价|未休|未签|解除|竞业|社会|养老|失业|一次性|停工|丧失|抢救|停运|评估|检测|检验|拍卖|变卖|原物|本息|该|其|"
    r"为|已|每|人身|各项|不当|无权|侵权|多|"
    r"超|延期|迟延|滞纳|罚款|返利|推广|广告|演出|片酬|版权|著作|商标|专利|集资|存款|理财|信托|基金|融资|保理|到期|未付|未支付|"
    r"余款|尾款|现金|金额|共同|共计|合计|总计|等值"
)
_ENDING: Final = re.compile(r"[^，,。；;、（）()\s]{1,8}?(?:款|费|金|损失|报酬|价值|本息|利息)(?!融|某|公司|属|额贷)")
_THINGS: Final = re.compile(rf"{THING.pattern}|(?!.{{1,3}}[某×X*]){_ENDING.pattern}")
_LEAD: Final = re.compile(r"^(?:限|由|判令|责令|并|故|同时|另|则|如|其中|即|但|应由|应|仍|继续|和|及|以及|案外人|还应|再)+(?=\S)")
_ADVERB: Final = re.compile(
    r"(?:应当|应该|应|须|需|需要|共同|连带|各自|各|分别|一次性|继续|立即|直接|再|还|另|另行|双倍|全额|如数|优先|先行|负责|"
    r"赔礼道歉并?|并|迳|径|迳行|径行|自愿|无条件|折价|[一二三四五六七八九十两加]倍|按[^，,；;。]{1,30}(?:标准|比例|数额))+$"
)
_SPLIT: Final = re.compile(r"、|和|以及|及|与(?!其)|，|,")
_COMMAS: Final = re.compile(r"[、，,]")
_DISMISSED: Final = re.compile(
    rf"驳回({_N}{{2,60}}?)(?:对{_N}*?)?(?:的)?(?:其他|其余|其它|全部|本诉|反诉|上诉|再审|诉讼|原审)(?:请求|诉讼|上诉|反诉|的)"
)
_DENIED: Final = re.compile(rf"(?:对)?({_N}{{2,40}}?)(?:的)?(?:其他|其余|其它|全部)?(?:诉讼|仲裁)请求[，,]?(?:均)?不予支持")
_TOWARD: Final = re.compile(rf"(?:向|给|对)({_N}{{2,90}}?){VERB}")
_TAIL_WORDS: Final = re.compile(r"(?:一次性|每人|每[一户]?方|共同|连带|各|各自|分别|直接|承担|双倍|全额|立即|履行|按[^，]*|以[^，]*)+$")
_BAD: Final = re.compile(
    r"判决|裁定|合同|协议|第[一二三四五六七八九十]+[项条、]|上述|本案|(?<!有限)责任|之日|范围|请求|款项|财产(?!保险)|生效|义务|债务|驳回|确认|"
    r"撤销|本院|证据|逾期|以内|届期|不$|不予|不能|将其|将涉案|将房屋|\d{4}年|所有|面积|直接|处置|^此款|^其|^从\d|^则|^均由|"
    r"^追加|^应|^原物|完成|应$|应在|终止|折价|变卖|依据|根据|不履行|未履行|的$|抚养|离婚|停止|侵害|行为|办理|完毕|当日|手续"
)


@dataclass(frozen=True, slots=True)
class Sides:
    """一项的两边；``acts_at`` 是动词的位置，没有找到为 -1。"""

    payers: tuple[Quote[str], ...]
    payees: tuple[Quote[str], ...]
    acts_at: int = -1


class Names:
    """已知的名字。"""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """``names`` 是文书首部的当事人。"""
        self._known = sorted({name for name in names if good(name)}, key=len, reverse=True)

    def longest(self, text: str, at: int) -> str:
        """从 ``at`` 起的最长的已知名字；没有为空串。"""
        return next((name for name in self._known if text.startswith(name, at)), "")

    def covers(self, text: str, start: int, at: int, end: int) -> bool:
        """``text[at:end]`` 是不是落在一个已知的名字里面。"""
        placed = ((name, at - name.find(text[at:end])) for name in self._known if text[at:end] in name)
        return any(begin >= start and text.startswith(name, begin) for name, begin in placed)

    @classmethod
    def gathered(cls, text: str, pieces: Iterable[tuple[int, int]], given: Iterable[str] = ()) -> Names:
        """从各项里说得明白的地方收名字。"""
        found, pieces = set(given), list(pieces)
        for start, end in pieces:
            found.update(quote.value for quote in _certain(text, start, end))
        names = cls(found)
        for start, end in pieces:
            found.update(quote.value for quote in _told(text, start, end, names))
        return cls(found)


def _told(text: str, start: int, end: int, names: Names) -> Iterator[Quote[str]]:
    """“支付某甲货款”里后面接着款项的名字，供别的项认“支付某甲公司……”到哪里为止。"""
    found = verb(text, start, end, None, names)
    for quote in _object(text, _after_verb(text, found.end(), end), end, names) if found else ():
        if _shaped(quote.value) and not re.fullmatch(ROLE, quote.value):
            yield quote


def _certain(text: str, start: int, end: int) -> Iterator[Quote[str]]:
    for pattern in (_DISMISSED, _TOWARD):
        for match in pattern.finditer(text, start, end):
            yield from listed(text, match.start(1), match.end(1))
    for pattern in (_DENIED, _HEAD):
        if head := pattern.match(text, start, end):
            yield from listed(text, head.start(1), head.end(1))


_HEAD: Final = re.compile(
    rf"(?:限|由)?({_N}{{2,90}}?)(?:应当?|须)?(?:自愿)?(?:[于在自]\s*(?:本|该)?(?:判决|裁决|调解|裁定)|立即停止|对(?:上述|前述|"
    rf"本判决|判决))"
)


def listed(text: str, start: int, end: int) -> tuple[Quote[str], ...]:
    """``被告甲、被告乙和丙`` → 甲、乙、丙；像名字的才收，有一个不像就都不收。名字里有“和”“与”的，按顿号再试一次。"""
    return _listed(text, start, end, _SPLIT) or _listed(text, start, end, _COMMAS)


def _listed(text: str, start: int, end: int, links: re.Pattern[str]) -> tuple[Quote[str], ...]:
    found: list[Quote[str]] = []
    at = start
    for match in [*links.finditer(text, start, end), None]:
        until = match.start() if match else end
        quote = _name(text, at, until)
        if quote:
            found.append(quote)
        elif at < until and text[at:until].strip():
            return ()
        at = match.end() if match else end
    return tuple(found)


_ASIDE: Final = re.compile(r"[（(][^）)]*(?:身份|号码|曾用|以下|下同|略|统一社会|住所|现住)[^）)]*[）)]$")


def _name(text: str, start: int, end: int) -> Quote[str] | None:
    start, end = _outside(text, start, end)
    raw = text[start:end]
    if aside := _ASIDE.search(raw):
        raw = raw[:aside.start()]
    role = _ROLES.match(raw)
    if role and role.end() < len(raw):
        start, raw = start + role.end(), raw[role.end():]
    if (tail := _TAIL_WORDS.search(raw)) and tail.start():
        raw = raw[:tail.start()]
    return Quote(raw, start, start + len(raw)) if good(raw) else None


def _outside(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \u3000":
        start += 1
    while end > start and text[end - 1] in " \u3000":
        end -= 1
    return start, end


def good(name: str) -> bool:
    """像不像一个人或单位的名字：二到四十字，不含主文的套话。"""
    return 1 < len(name) <= 40 and not _BAD.search(name) and not name[0].isdigit() and not re.search(r"[，,；;。：“”《》]", name)


def find(text: str, start: int, end: int, names: Names, period: Quote[Period] | None) -> Sides:
    """读 ``text[start:end]`` 这一项的两边。"""
    found = verb(text, start, end, period, names)
    if owes := _OWES.search(text, start, found.start() if found else end):
        return _owing(text, start, end, owes, names)
    if found is None:
        return Sides((), ())
    toward = _toward(text, start, found.start(), period)
    given = _object(text, _after_verb(text, found.end(), end), end, names)
    if toward and given and not _name_before(text, start, toward[0]):
        toward = None  # “向”是名字里的字
    payees = toward[1] if toward else given or _last(text, found.end(), end)
    head = toward[0] if toward else found.start()
    return Sides(_payers(text, start, head, period, names), payees, found.start())


_VERBS: Final = re.compile(VERB)


def _after_verb(text: str, at: int, end: int) -> int:
    """“偿还返还某甲”：两个动词连写的，从后一个后面起。"""
    again = _VERBS.match(text, at, end)
    return again.end() if again and not re.match("[某×]", text[again.end():end]) else at


def verb(text: str, start: int, end: int, period: Quote[Period] | None, names: Names | None = None) -> re.Match[str] | None:
    """主要动词：履行期间之外、括号之外，后面接名字或款项，前面不是“已经”“应由”“的”。"""
    for match in _VERBS.finditer(text, start, end):
        if period and period.start <= match.start() < period.end:
            continue
        after = text[match.end():min(end, match.end() + 20)]
        if _noun_use(text[max(start, match.start() - 3):match.start()], after) or _in_brackets(text, start, match.start()):
            continue
        if names and names.covers(text, start, match.start(), match.end()):
            continue  # 名字里的“支付”“交付”
        return match
    return None


def _noun_use(before: str, after: str) -> bool:
    return bool(_NOUN.match(after)) or before.endswith(_NOT_BEFORE) or (before.endswith("所") and not before.endswith(_PLACES))


_NOUN: Final = re.compile(
    r"$|之|[的款]|义务|责任|完毕|范围|标准|能力|方(?![\u4e00-\u9fff]?[某×X])|时(?![\u4e00-\u9fff]?[某×X])|日(?![某×X本照])|"
    r"期(?:限|间|日|届|满|的|内(?!收益|利息)|[，,。；;）)]|$)|金(?!某|[\u4e00-\u9fff×X]{1,14}(?:公司|银行|厂|中心|局|某|店|行))"
)
_PLACES: Final = ("务所", "究所", "出所", "易所", "业所", "验所", "诊所", "计所")
_NOT_BEFORE: Final = (
    "已", "已经", "已向", "欠", "未", "经济", "逾期", "优先", "请求", "要求", "延迟", "迟延", "合同", "垫", "不予", "不再", "无需", "无须",
    "停止", "终止", "不",
)


def _in_brackets(text: str, start: int, at: int) -> bool:
    part = text[start:at]
    return part.count("（") + part.count("(") > part.count("）") + part.count(")")


_OWES: Final = re.compile(r"(?:尚|共|仍|现|拖)*欠(?!款|付|缴|息|条|租|薪|本|债|费|税)")


def owes(part: str) -> bool:
    """写的是谁欠谁，不是谁给谁。"""
    return bool(_OWES.search(part))


def _owing(text: str, start: int, end: int, owes: re.Match[str], names: Names) -> Sides:
    """“甲某欠乙某借款X元，于某日前付清”。"""
    return Sides(before(text, start, owes.start(), names), _object(text, owes.end(), end, names), owes.start())


_GIVEN_TO: Final = re.compile(r"(?:元(?:整)?|利息|违约金|损失|费|款|[）)])(?:给|予|与)(?P<who>[^，,；;。（(元]{2,60})$")


def _last(text: str, at: int, end: int) -> tuple[Quote[str], ...]:
    """“返还服务费若干元给某甲”：名字在最后。"""
    match = _GIVEN_TO.search(text, at, end)
    return listed(text, *match.span("who")) if match else ()


def _name_before(text: str, start: int, at: int) -> bool:
    """“向”前面到顿号为止，是不是一个完整的名字，或者是履行期间、副词。"""
    last = re.split(r"[、，,]", text[start:at])[-1]
    quote = _name(text, at - len(last), at)
    return bool(not last or (quote and _shaped(quote.value)) or re.search(r"[内前起]$", last) or _ADVERB.search(last))


def _toward(text: str, start: int, verb: int, period: Quote[Period] | None) -> tuple[int, tuple[Quote[str], ...]] | None:
    """“向某甲”支付：返回“向”的位置和名字。"""
    for at in range(verb - 1, max(start, verb - 110), -1):
        if period and period.start <= at < period.end:
            continue
        if text[at] in "，,；;：:" and not (period and period.end <= at < period.end + 1):
            return None
        if text[at] in "向给对" and not _in_brackets(text, start, at):
            until = period.start if period and at < period.start < verb else verb
            adverb = _ADVERB.search(text[at + 1:until])
            found = listed(text, at + 1, at + 1 + adverb.start() if adverb else until)
            if found:
                return at, found
    return None


def _object(text: str, at: int, end: int, names: Names) -> tuple[Quote[str], ...]:
    """“返还某甲、某乙转让款”：从动词后面起认名字。"""
    found: list[Quote[str]] = []
    while at < end:
        role = re.match(f"(?:{ROLE})+", text[at:end])
        begin = at + (role.end() if role else 0)
        name = _named(text, begin, end, names)
        if not name and role and _THINGS.match(text, begin, end):
            name, begin = role[0], at
        if not name or not good(name):
            return tuple(found)
        more = re.match(r"等\d*[一二三四五六七八九十]*人(?!民)", text[begin + len(name):end])
        length = len(name) + (more.end() if more else 0)
        found.append(Quote(text[begin:begin + length], begin, begin + length))
        link = re.match(r"、|和|及|与", text[begin + length:end])
        if not link:
            break
        at = begin + length + link.end()
    return tuple(found)


def _named(text: str, at: int, end: int, names: Names) -> str:
    """从 ``at`` 起的名字：已知的，且后面断得开；否则看款项的名目。"""
    known = names.longest(text, at)
    if not known and THING.match(text, at, end) and not re.match(r".{1,2}[某×X*]", text[at:at + 4]):
        return ""
    if known and not re.match(r"[某甲乙丙丁戊己庚辛]", text[at + len(known):end]):
        return known
    return _up_to_thing(text, at, end)


def _up_to_thing(text: str, start: int, end: int) -> str:
    """没有别处可证的名字：后面接款项的名目（或另一个名字），自身也像名字。"""
    whole = re.match(r"(?:[^，,。；;、：:“”《》（()）]|[（(](?:中国|北京|上海|有限合伙|普通合伙|集团|[^）)\d]{2,4})[）)]){2,44}", text[start:end])
    room = whole.end() if whole else 0
    for length in range(2, room + 1):
        if _shaped(text[start:start + length]) and _ends_here(text, start + length, start + room, end):
            return text[start:start + length]
    for length in range(room, 3, -1):
        if _ORG.match(text[start:start + length]) and _ENDING.match(text, start + length, end):
            return text[start:start + length]
    twice = re.match(r"[\u4e00-\u9fff]某某(?![某甲乙丙丁])", text[start:end])
    return twice[0] if twice and _ENDING.match(text, start + 3, end) else ""


def _ends_here(text: str, at: int, room: int, end: int) -> bool:
    """名字到这里为止：接着是款项的名目，或者是另一个名字、结尾。"""
    if _ORG_ON.match(text, at, end):
        return False
    return bool(THING.match(text, at, end)) or text[at:at + 1] in "和及与等" or at == room


_ORG_ON: Final = re.compile(r"[^，,。；;、\d的及和与款费金元向给]{0,16}?(?:公司|银行|支行|分行|合作社|事务所|经营部)")
"""“江苏某工程公司”：“工程”是名字里的字。"""


_ORG: Final = re.compile(
    r".{1,36}(?:公司|银行|支行|分行|营业部|中心|厂|医院|学校|大学|学院|小学|中学|幼儿园|村|委会|委员会|合作社|联社|商行|"
    r"研究所|研究院|局|政府|集团|商店|经营部|事务所|所|店|社|馆|院|站|部|队|组|方|场|园|坊|庄|办|户|会|企业|合伙|"
    r"基金)(?:[（(][^）)]{2,8}[）)])?$"
)
_DOUBLE: Final = "(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|宇文|长孙|闻人|赫连|端木|阿某)"
_SURNAMES: Final = re.compile(
    rf"(?:[\u4e00-\u9fff]|{_DOUBLE})(?:某|×|X|\*)+(?:[\u4e00-\u9fff]|[某×X*甲乙丙丁戊己\d]{{1,2}})?$|"
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公闫肖付代][\u4e00-\u9fff]{1,2}$|"
    r"(?:原告|被告|申请人|被申请人|第三人|上诉人|被上诉人)[一二三四五]?$|[A-Za-zＡ-Ｚ甲乙丙丁]{1,4}(?:公司|厂)?$"
)


def is_unit(name: str) -> bool:
    """名称像不像单位（公司、银行、村委会……）。"""
    return bool(_ORG.match(name)) and not _SURNAMES.match(name)


def _shaped(name: str) -> bool:
    return bool(_SURNAMES.match(name) or _ORG.match(name))


def _payers(text: str, start: int, head: int, period: Quote[Period] | None, names: Names) -> tuple[Quote[str], ...]:
    """动词（或“向某甲”）以前、履行期间以外的名字：期间之前的，没有就期间之后的。"""
    if period and start < period.end <= head:
        if text[start:period.start].strip(" ，,在自于限"):
            return before(text, start, period.start, names)
        return before(text, period.end, head, names)
    return before(text, start, head, names)


_WHEN: Final = re.compile(
    r"[于在自](?:本|该|一审|原审)*(?:判决|裁决|调解)|[于在]?\d{4}年\d|"
    r"立即(?:停止|销毁|删除)|在[^，,]{2,40}(?:限额|范围)内"
)


def before(text: str, start: int, end: int, names: Names) -> tuple[Quote[str], ...]:
    while start < end and text[start] in "，,、 ：:“":
        start += 1
    if lead := _LEAD.match(text[start:end]):
        start += lead.end()
    raw = text[start:end]
    if when := _WHEN.search(raw):
        raw = raw[:when.start()]
    while (cut := _ADVERB.search(raw)) or (cut := re.search(r"[于在自应,，、 ]+$", raw)):
        raw = raw[:cut.start()]
    whole = names.longest(text, start)
    if whole and len(whole) == len(raw):
        return (Quote(whole, start, start + len(whole)),)
    return listed(text, start, start + len(raw)) or _last_subject(text, start, start + len(raw), end, names)


def _last_subject(text: str, start: int, end: int, until: int, names: Names) -> tuple[Quote[str], ...]:
    """“车辆归甲某所有，甲某给付……”：最后一个逗号后面的；那里没有名字的（“……，并于”），是句子开头的。"""
    at = max((text.rfind(mark, start, until) for mark in "，,"), default=-1)
    if at < 0:
        return ()
    begin = at + 1
    if lead := _LEAD.match(text[begin:until]):
        begin += lead.end()
    rest = text[begin:until]
    while cut := _ADVERB.search(rest) or re.search(r"[于在自应 ]+$", rest):
        rest = rest[:cut.start()]
    found = listed(text, begin, begin + len(rest))
    if rest or found:
        return found if all(_shaped(one.value) or names.longest(text, one.start) == one.value for one in found) else ()
    head = _HEAD.match(text, start, end)
    known = names.longest(text, start)
    if head and (subject := listed(text, head.start(1), head.end(1))):
        return subject
    return (Quote(known, start, start + len(known)),) if known else ()
