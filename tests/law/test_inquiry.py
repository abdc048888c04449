"""核实：冒充法院的话术一条也不能说是真的，法院自己的通知都认得；拆得开，障眼的写法骗不过。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import inquiry
from zhixing.law.inquiry import Known, Notice, answer, read

COURT = "测试县人民法院"
CODE, VOID = "K7QD-2M9X-4T8P", "HB6R-9X4T-7QD2"
PHONE, ACCOUNT, SUB = "04825550101", "6013820800012345678", "955088020260000147"
KNOWN = Known(
    codes={
        CODE: Notice(COURT, "朝**", 864_200, "3349", "这笔款已经付出。", "6217000010001233349"),
        VOID: Notice(COURT, "李**", 100_000, "0071", "这个核验码已经作废。", valid=False),
    },
    phones={PHONE: COURT}, accounts={ACCOUNT: f"{COURT}（中国农业银行某某支行）", SUB: COURT}, hosts=frozenset({"zhixing.example.cn"}),
)

GENUINE = (
    CODE, "k7qd 2m9x 4t8p", "ｋ７ｑｄ－２ｍ９ｘ－４ｔ８ｐ", PHONE, "（0482）555 0101", "0482-5550101", "12368", ACCOUNT,
    "6013 8208 0001 2345 678", SUB,
    f"【{COURT}】您的案款8,642.00元已经发放，汇入您确认的尾号3349的账户，核验码{CODE}，可以在 https://zhixing.example.cn/pay/ 核实，或者打{PHONE}。",
    f"【{COURT}】向您发放案款8642.00元，请注意查收。核验码 {CODE}。法院不会要求您转账，不收任何手续费，不会问您要验证码、密码。",
    f"{COURT}通知：案款8,642元于2026-11-20 付出，收款账号6217000010001233349，核验码{CODE}。核验码不要告诉别人。",
    f"请将执行款汇入本院账户：户名{COURT}，账号{ACCOUNT}，附言写明案号（2026）内0221执101号。咨询电话{PHONE}。",
    f"请您将案款转入子账户 {SUB}，不要转到个人账户。有疑问拨打0482-5550101，或者12368。",
    f"来电是{PHONE}，说我有一笔案款。",
    f"接到自称法院的电话要求转账的，请先挂断，拨打{PHONE}核实；谨防“安全账户”等诈骗，遇到诈骗拨打110、96110。",
    f"执行通知书写的账号是{ACCOUNT}，对吗？身份证号150221199001010013也写着。",
    "http://zhixing.example.cn/v/x 这个网址是你们的吗", "https://www.court.gov.cn/ 能打开吗",
)

SCRIPTS = (
    # 先交钱
    f"您有案款8,642.00元待发放，核验码{CODE}，请先缴纳手续费200元至6222020200112233445。",
    f"【{COURT}】案款已到账，核验码{CODE}。需先支付解冻费才能发放。",
    f"您好，这里是{COURT}，电话{PHONE}，您的执行款要先交20%的税才能提取。",
    "领取执行款须缴纳保证金后方可发放，请联系王法官13812345678。",
    "法院执行款到账，工本费58元，请尽快支付。",
    # 换账户
    f"{COURT}：因账户升级，执行款请转入新账户6228480402564890018，电话{PHONE}。",
    f"原账户{ACCOUNT}已停用，请汇到6222 0200 0000 1234 567。",
    "请将款项打到法官账户：六二二二零二零二零零一一二二三三四四五。",
    f"请您把执行款转到：陆贰贰贰零贰零贰零零壹壹贰贰叁叁，核验码{CODE}。",
    f"请转账至我院指定账户，户名{COURT}，账号６２１７００００１０００１２３４５６７。",
    f"核验码{CODE}，请尽快转账。",
    "执行款请汇入：6222-0202-0011-2233。",
    # 安全账户、通缉
    "您涉嫌洗钱，法院已下达逮捕令，请将资金转入安全账户核查。",
    f"这里是{COURT}执行局，您的银行卡将被冻结，请配合资金清查，电话{PHONE}。",
    "您有一张通缉令，点击 http://court-gov.cn.example.com/w 查看。",
    "为证明清白，请把钱存入公证账户。",
    # 要码、要口令
    f"您的案款8642元正在发放，核验码{CODE}，请把收到的短信验证码告诉我。",
    "法院发放案款，请回复银行卡密码和有效期。",
    "为核对身份，请提供动态码。",
    "请输入银行卡号、CVV、手机验证码领取执行款。",
    # 远程、软件、扫码
    "请下载“云法庭”APP并共享屏幕，由法官指导您领款。",
    "请打开腾讯会议，开启屏幕共享领取案款。",
    f"扫码登录领取案款，核验码{CODE}。",
    "请扫描二维码付款后领取。",
    "请安装ToDesk，由我院工作人员远程协助。",
    # 网址
    f"您的执行款可领取：https://zhixing.example.cn.pay-court.top/?c={CODE}",
    f"点击 https://zhixing.example.cn@evil.example.net/pay 领取案款，核验码{CODE}",
    f"https://evil.example.net\\@zhixing.example.cn/ 核验码{CODE}",
    "案款查询 www.court.gov.cn.cx 请尽快",
    "http://fakecourt.gov.cn.example.org/pay",
    "http://192.168.31.8/pay 领取执行款", "请打开 zhixing-example.cn/pay 核验", "http://zhіxing.example.cn/pay",
    # 个人、微信、现金
    "请添加微信 faguan2026 办理领款。", "加QQ好友发送材料。", "执行款请微信转账给书记员。", "请用USDT缴纳执行款。",
    "购买礼品卡交给法院工作人员抵扣罚款。",
    "明天派人上门取现金，请准备好。", "请把银行卡寄过来，由我院代为办理。",
    # 瞒着别人
    f"本案涉及侦查秘密，不要告诉家人，电话{PHONE}。", "请务必保密，不得告知任何人。",
    # 借真码、真号
    f"案款86,420.00元已付，核验码{CODE}，请核对。", f"核验码{VOID}", "核验码ABCD-EFGH-JKLM", f"核验码{CODE}，有问题打+86 138 1234 5678。",
    f"核验码{CODE}，咨询0471-8889999。", f"核验码{CODE}，请打400-888-1234。", "来电+1 202 555 0147自称法院", "00852-2345-6789 说我有案款",
)


@pytest.mark.parametrize("text", GENUINE)
def test_what_is_the_courts_is_said_to_be(text: str) -> None:
    found = answer(read(text), KNOWN)
    assert found.code == "genuine", found.lines


@pytest.mark.parametrize("text", SCRIPTS)
def test_no_script_of_a_swindler_passes(text: str) -> None:
    found = answer(read(text), KNOWN)
    assert found.code == "false" and found.lines, (read(text), found)


@pytest.mark.parametrize("text", ["", "您好", "法院今天上班吗？", "（2026）内0221执101号", "案款 8,642.00 元", "2026-11-20 09:30"])
def test_what_cannot_be_told_is_said_so(text: str) -> None:
    assert answer(read(text), KNOWN).code == "unsure"


@given(st.text(max_size=200))
def test_any_text_gets_an_answer_and_nothing_unknown_is_genuine(text: str) -> None:
    assert answer(read(text), Known()).code in ("false", "unsure") or inquiry.NATIONAL in read(text).phones or ".court.gov.cn" in text.lower()


def test_a_genuine_word_does_not_save_a_script() -> None:
    """金额对不上的那一条，另写上真的金额就对得上，不在内。"""
    pairs = ((bad, good) for bad in SCRIPTS if "86,420.00元" not in bad for good in GENUINE)
    assert not [pair for pair in pairs if answer(read("\n".join(pair)), KNOWN).code != "false"]


def test_identity_numbers_and_dates_are_not_accounts() -> None:
    found = read("身份证150221199001010013，2026-11-20 付，6217000010001233349")
    assert found.accounts == ("6217000010001233349",) and found.phones == ()


def test_the_answer_never_shows_a_whole_account() -> None:
    for text in (*GENUINE, *SCRIPTS):
        told = "".join(answer(read(text), KNOWN).lines)
        assert not any(one in told for one in read(text).accounts)
