"""存量接管的七张表：栏目、别名（国家标准字典的中文名和代码）、说明、示例；字典里的分表也认。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhixing.exchange.columns import CASE_COLUMNS, PARTY_COLUMNS, Column

NUMBER = "（2026）内0221执1001号"
KEY = Column("key", "序号", ("编号", "行号"), "写“示例”的行不接管", "示例")
CASE = Column("number", "案号", ("AH", "执行案号"), "与“案件”表的案号对应", NUMBER, required=True)

MATTER_COLUMNS = (
    KEY, CASE,
    Column("matter", "事项", ("SX", "办理事项", "JDMC", "节点名称"), "通知、查询、约谈、送达、扣划、中止、恢复、扣除……与登记事项同名", "查询", required=True),
    Column("on", "日期", (
        "办理日期", "发生日期", "D_SJ", "D_YTSJ", "约谈时间", "D_DCSJ", "调查时间", "D_FCZXTZSRQ", "发出执行通知书日期", "D_BGCCLFCRQ",
        "报告财产令发出日期", "D_HBRQ", "划拨日期", "D_QSRQ", "起始日期", "D_SDRQ", "送达日期", "D_SCSJ", "搜查时间", "D_FKRQ", "罚款日期", "D_KSRQ",
        "D_LXRQ", "履行日期", "D_XSTGRQ", "线索提供日期",
    ), "法律上的日子", "2026-09-06", required=True),
    Column("ended_on", "结束日期", ("D_JSRQ", "止日"), "中止、暂缓、扣除已经结束的，填恢复计算的那一天", ""),
    Column("subject", "对象", ("BYTR", "被约谈人", "BDCR", "被调查人", "SSDR", "受送达人", "BFKR", "被罚款人", "BJLR", "被拘留人", "BSCR", "被搜查人"),
           "何人、何物；续封、扣划等填“控制措施”表里的财产名称", ""),
    Column("document", "文号", ("WS", "XGWS", "相关文书", "文书"), "裁定、决定、通知书的文号", ""),
    Column("amount", "金额", ("N_HBJE", "划拨金额", "N_FKJE", "罚款金额", "N_LXJE", "履行金额"), "单位：元", ""),
    Column("until", "期限至", ("届满日",), "事项有届满日的才填", ""),
    Column("text", "说明", ("内容", "YWMS", "业务描述", "DCJG", "调查结果", "XSNR", "线索内容", "BL"), "查询没有这一栏，查到什么另记“查询反馈”", ""),
    Column("more", "其他栏目", (), "登记表单上的其他栏目，写成“栏目=内容”，用；隔开，如：方式=总对总；同意终本=是", "方式=总对总；范围=全部项目"),
)

MEASURE_COLUMNS = (
    KEY, CASE,
    Column("measure", "措施", ("措施种类",), "查封、扣押、冻结", "冻结", required=True),
    Column("property", "财产种类", ("CCLX", "财产类型", "CFLX", "查封类型", "KYLX", "扣押类型", "DJLX", "冻结类型"),
           "银行存款、动产、不动产、其他财产权；房屋、车辆、股权等也认", "银行存款", required=True),
    Column("asset", "财产名称", ("CCMC", "财产", "标的物", "CFQDXH", "查封清单序号", "KYQDXH", "扣押清单序号", "DJQDXH", "冻结清单序号", "CFDD", "查封地点"),
           "开户行和尾号，坐落，车牌；一案之内不重名", "某银行 尾号3391", required=True),
    Column("on", "生效日期", ("措施日期", "D_CFSXRQ", "查封生效日期", "D_KYSXRQ", "扣押生效日期", "D_DJSXRQ", "冻结生效日期"), "第一次采取措施的那一天", "2026-09-08",
           required=True),
    Column("renewed_on", "续行日期", ("续封续冻日期", "续封日期", "续冻日期"), "历次续封续冻的日子，用、隔开", ""),
    Column("until", "届满日期", ("届满日", "D_CFJMRQ", "查封届满日期", "D_KYJMRQ", "扣押届满日期", "D_DJJMRQ", "冻结届满日期"),
           "最近一次文书写明的；留空按法定最长期限", "2027-09-07"),
    Column("rank", "顺位", ("轮候", "CFSW"), "首封、轮候；留空为首封", "首封"),
    Column("amount", "金额", ("N_SJDJJE", "实际冻结金额", "N_NZXBDE", "拟执行标的额"), "单位：元", "41000"),
    Column("document", "文号", ("CFWSXH", "KYWSXH", "DJWSXH"), "裁定文号", ""),
    Column("released_on", "解除日期", ("D_JFRQ", "解封日期", "D_JKRQ", "解扣日期", "D_JDRQ", "解冻日期"), "已经解除的才填", ""),
    Column("release", "解除原因", ("JCCFYY", "解除查封原因", "JCKYYY", "解除扣押原因", "JCDJYY", "解除冻结原因"), "", ""),
    Column("checked", "核对", (), "已过届满日、确已失效的，写“已失效”", ""),
)

FUND_COLUMNS = (
    KEY, CASE,
    Column("subject", "款项", ("LSHZXKJN", "流水号", "LSHAKDZLSH", "案款到账流水号", "SJHM", "收据号码"), "哪一笔；一案只填合计的写“接管余额”", "接管余额"),
    Column("received_on", "到账日期", ("最近到账日期", "D_JNRQ", "交纳日期"), "这一笔（最近一笔）到账的日子", "2026-09-20", required=True),
    Column("received", "到账金额", ("N_JNJE", "交纳金额", "已到账", "收入"), "单位：元", "20000", required=True),
    Column("paid_on", "发放日期", ("最近发放日期", "D_FFRQ"), "没有发放过的留空", ""),
    Column("paid", "发放金额", ("N_BCFFZE", "本次发放总额", "已发放", "支出"), "单位：元", "0"),
    Column("balance", "余额", ("N_YE", "账面余额"), "单位：元；须等于到账减发放，一分不差", "20000", required=True),
    Column("payer", "付款人", ("JNR", "交纳人"), "", ""),
)

LIST_COLUMNS = (
    KEY, CASE,
    Column("person", "人员", ("BXZR", "被限制人", "BZXRMC", "SXBZXR", "被执行人名称", "姓名"), "与“当事人”表的名称一致", "单晓岚", required=True),
    Column("kind", "种类", ("XZZL", "限制种类"), "限制消费、失信", "限制消费", required=True),
    Column("on", "日期", ("D_KSRQ", "开始日期", "D_FBSJ", "发布时间"), "限制消费令发出、名单发布的日子", "2026-10-10", required=True),
    Column("ground", "情形", ("SXBZXRXWQK", "失信被执行人行为情况", "XZYY", "限制原因"), "失信的六种情形之一", ""),
    Column("until", "期限至", ("届满日",), "有期限的才填", ""),
    Column("lifted_on", "解除日期", ("D_JCRQ", "删除日期"), "已经解除、删除的才填", ""),
    Column("why", "解除原因", ("JCYY", "解除事由"), "", ""),
)

POOL_COLUMNS = (
    KEY, CASE,
    Column("closed_on", "终本日期", ("D_JARQ", "结案日期"), "终结本次执行程序的日子", "2025-06-20", required=True),
    Column("entered_on", "入库日期", (), "留空按终本日期", "2025-06-25"),
    Column("ground", "事由", ("ZJBCZXSY", "终结本次执行事由"), "未发现可供执行的财产……", ""),
    Column("unpaid", "未履行金额", ("N_SWZXBDJE", "尚未执行标的金额", "N_SYZXBDJE", "剩余执行标的金额"), "单位：元", "36000", required=True),
    Column("queries", "历次查询日期", ("已查次数", "历次查询"), "终本后各次查询的日子，用、隔开；只知道次数的写次数", "2025-12-18、2026-06-18"),
    Column("last_query", "最近查询日期", ("D_FSXZDWSJ", "D_XZDWFKSJ"), "终本后最近一次查询", "2026-06-18"),
)

TOTAL_COLUMNS = (
    KEY,
    Column("sheet", "表", (), "案件、当事人、已办事项、控制措施、案款余额、失信限消、终本库", "控制措施", required=True),
    Column("judge", "承办人", ("N_CBR",), "留空为全院合计", ""),
    Column("count", "条数", ("件数", "数量"), "流程系统里数出来的", "1", required=True),
    Column("amount", "金额", (), "单位：元；案件为标的，案款为余额，终本库为未履行金额", "41000"),
)


@dataclass(frozen=True, slots=True)
class Sheets:
    """一张表：栏目、也认的表名（连同这张分表默认的内容）。"""

    columns: tuple[Column, ...]
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    required: bool = False


SHEETS: dict[str, Sheets] = {
    "案件": Sheets(CASE_COLUMNS, {"T_SCZX": {}, "首次执行案件主表": {}}, required=True),
    "当事人": Sheets(PARTY_COLUMNS, {"T_SCZXZXZTXX": {}, "执行主体信息": {}}),
    "已办事项": Sheets(MATTER_COLUMNS, {
        "T_SCZXYT": {"matter": "约谈"}, "约谈": {"matter": "约谈"}, "T_SCZXHB": {"matter": "扣划"}, "划拨": {"matter": "扣划"},
        "T_SCZXSC": {"matter": "搜查"}, "T_SCZXFK": {"matter": "罚款"}, "T_SCZXZXXS": {"matter": "线索"}, "T_SCZXBGCCL": {"matter": "报告财产令"},
    }),
    "控制措施": Sheets(MEASURE_COLUMNS, {
        "T_SCZXCF": {"measure": "查封"}, "查封": {"measure": "查封"}, "T_SCZXKY": {"measure": "扣押"}, "扣押": {"measure": "扣押"},
        "T_SCZXDJ": {"measure": "冻结"}, "冻结": {"measure": "冻结"},
    }),
    "案款余额": Sheets(FUND_COLUMNS, {"案款": {}}),
    "失信限消": Sheets(LIST_COLUMNS, {
        "T_SCZXSXBZXR": {"kind": "失信"}, "失信被执行人": {"kind": "失信"}, "T_SCZXQZXZ": {"kind": "限制消费"}, "强制限制": {"kind": "限制消费"},
    }),
    "终本库": Sheets(POOL_COLUMNS, {"终本": {}}),
    "合计": Sheets(TOTAL_COLUMNS, {"对账": {}}),
}
"""表名 → 栏目。“合计”可有可无：流程系统里的总数，用来对账。"""
