"""两张表的栏目：国家标准字典里的中文名（及代码）和平常的叫法，都认。

栏目名取自《首次执行案件》数据字典（T_SCZX、T_SCZXZXZTXX 两表）。
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """一栏：键、模板里的栏名、别名（含字典代码）、说明、示例。"""

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    hint: str = ""
    sample: str = ""
    required: bool = False


CASE_COLUMNS = (
    Column("key", "序号", ("编号", "行号"), "与“当事人”表对应；有案号时可不填。写“示例”的行不导入", "示例"),
    Column("number", "案号", ("AH", "执行案号"), "已有案号的照填；没有的留空，由系统编号或只作收件", "（2026）内0221执1001号"),
    Column("kind", "案件类型代字", ("AJLXDZ", "案件类型", "类型代字"), "执、执恢、执保……；有案号时可不填", "执"),
    Column("received_on", "收到材料日期", ("D_SDCLRQ", "收件日期", "收案日期", "D_SARQ"), "", "2026-09-01", required=True),
    Column("accepted_on", "立案日期", ("D_LARQ", "立案时间"), "留空表示尚未立案", "2026-09-03"),
    Column("cause", "立案案由", ("N_LAAY", "LAAYMS", "案由", "立案案由描述"), "", "追索劳动报酬纠纷"),
    Column("title_kind", "执行依据类型", ("ZXYJLX",), "民事判决、民事调解、仲裁裁决……", "民事判决"),
    Column("title_number", "执行依据文书文号", ("ZXYJWSWH", "执行依据文号", "依据文号"), "", "（2026）内0221民初88号", required=True),
    Column("title_maker", "作出执行依据单位", ("ZCZXYJDW", "作出单位"), "", "土默特右旗人民法院"),
    Column("effective_on", "执行依据文书生效日期", ("D_ZXYJWSSXRQ", "生效日期"), "", "2026-06-20"),
    Column("perform_by", "执行依据文书履行最后期限", ("D_ZXYJWSLXZHQX", "履行期限"), "", "2026-07-05"),
    Column("operative", "执行依据主文", ("C_ZXYJZW", "主文"), "", "被告于判决生效后十五日内支付原告劳务费12600元"),
    Column("amount", "应执行标的金额", ("N_YZXBDJE", "申请执行标的", "标的金额", "标的额", "金额"), "单位：元", "12600"),
    Column("performance", "应执行标的行为", ("YZXBDXW", "申请执行内容", "SQZXNR"), "交付、行为类写在这里", ""),
    Column("livelihood", "涉民生", ("涉民生案件",), "追索劳动报酬、交通事故、赡养费、抚养费……", "追索劳动报酬"),
    Column("tags", "标签", (), "涉企、涉众、重点案件……，用、隔开", ""),
    Column("urgent", "情况紧急", (), "保全案件情况紧急的，是、否", ""),
    Column("stage", "保全阶段", ("BQCDLX", "保全裁定类型"), "执保案件填：诉前保全、诉讼保全、执行前保全", ""),
    Column("suit_number", "本案诉讼案号", (), "诉讼中的保全填", ""),
    Column("original", "原执行案号", ("YZXAH", "SCZXAH", "首次执行案号"), "恢复执行等案件填", ""),
    Column("handler", "承办人", ("N_CBR", "承办法官"), "姓名或登录名；留空表示未分案", "斯琴"),
    Column("assigned_on", "分案日期", ("D_FARQ",), "", "2026-09-04"),
    Column("applicant", "申请执行人", (), "只有一张表时可直接填，多人用、隔开", ""),
    Column("applicant_paper", "申请执行人证件号码", ("申请执行人身份证号",), "", ""),
    Column("applicant_phone", "申请执行人电话", (), "", ""),
    Column("respondent", "被执行人", (), "只有一张表时可直接填，多人用、隔开", ""),
    Column("respondent_paper", "被执行人证件号码", ("被执行人身份证号",), "", ""),
    Column("respondent_phone", "被执行人电话", (), "", ""),
)

PARTY_COLUMNS = (
    Column("key", "序号", ("编号", "案件序号"), "与“案件”表的序号对应", "示例"),
    Column("number", "案号", ("AH",), "与“案件”表的案号对应", "（2026）内0221执1001号"),
    Column("role", "当事人法律地位", ("DSRFLDW", "地位", "诉讼地位"), "申请执行人、被执行人、代理人、法定代理人、法定代表人", "申请执行人", required=True),
    Column("name", "名称", ("MC", "姓名", "当事人", "姓名或名称"), "", "王秀兰", required=True),
    Column("nature", "类型", ("LX", "性质"), "自然人、法人或非法人组织；可不填", "自然人"),
    Column("citizen", "身份证号码", ("SFZHM", "身份证号"), "", ""),
    Column("credit", "统一社会信用代码", ("TYSHXYDM", "信用代码"), "", ""),
    Column("paper", "其他身份证件种类", ("QTSFZJZL",), "护照等", ""),
    Column("paper_number", "其他身份证件号码", ("QTSFZJHM",), "", ""),
    Column("sex", "性别", ("XB",), "", "女"),
    Column("birth", "出生日期", ("D_CSRQ",), "", ""),
    Column("phone", "手机号码", ("SJHM", "联系电话", "LXDH", "电话"), "", "13900000001"),
    Column("address", "地址", ("DZ", "送达地址", "SDDZ"), "", "萨拉齐镇振华大街"),
    Column("language", "通晓语言", ("语言", "MZ"), "汉语、蒙古语、藏语……", ""),
    Column("unknown", "下落不明", (), "是、否", ""),
    Column("represents", "代理谁", ("被代理人",), "代理人、法定代理人、法定代表人填所代理的当事人名称", ""),
    Column("authority", "代理权限", (), "一般授权、特别授权、法定", ""),
    Column("bank_name", "开户银行", ("KHYX",), "", ""),
    Column("bank_holder", "账户名称", ("ZHMC", "户名"), "", ""),
    Column("bank_account", "开户账号", ("KHZH", "银行账号", "YXZH", "账号"), "", ""),
)


def match(header: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[dict[str, int], list[str]]:
    """表头 → {键: 第几列} 和认不出的栏名。栏名里的括号说明不计。"""
    names = {alias.upper(): c.key for c in columns for alias in (c.title, *c.aliases)}
    found: dict[str, int] = {}
    unknown: list[str] = []
    for index, title in enumerate(header):
        key = names.get(title.split("（")[0].split("(")[0].upper()) or names.get(title.upper())
        if key and key not in found:
            found[key] = index
        elif title and not key:
            unknown.append(title)
    return found, unknown


def missing(found: dict[str, int], columns: tuple[Column, ...]) -> list[str]:
    """缺了的必填栏。"""
    return [c.title for c in columns if c.required and c.key not in found]
