"""演示法院的人：登录名、姓名、职务、团队。姓名都是编的。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zhixing.foundation.people.queries import Court, Post, Team

PASSWORD: Final = "Yanshi-2026"  # noqa: S105 演示口令，登录页上公开
"""全部演示账号的口令。"""

DAIZI: Final = "内0221"
COURTS: Final = (
    ("内", "内蒙古自治区高级人民法院", Court.Level.HIGH),
    ("内02", "包头市中级人民法院", Court.Level.MIDDLE),
    (DAIZI, "土默特右旗人民法院", Court.Level.BASIC),
)
"""由上到下。上级各有一名执行局长，看得见下级的案件，但不能办。"""

TEAMS: Final[dict[str, tuple[str, Team.Kind]]] = {
    "simple": ("简案快执团队", Team.Kind.SIMPLE),
    "complex": ("繁案精执团队", Team.Kind.COMPLEX),
    "preservation": ("保全团队", Team.Kind.PRESERVATION),
    "final": ("终本管理团队", Team.Kind.FINAL),
    "centre": ("执行指挥中心", Team.Kind.CENTRE),
    "squad": ("清拘组", Team.Kind.SQUAD),
    "review": ("执行裁决团队", Team.Kind.REVIEW),
    "general": ("综合组", Team.Kind.GENERAL),
}


@dataclass(frozen=True, slots=True)
class Person:
    """一名工作人员。``role`` 是登录页上的角色名，空的不列在登录页上，也没有口令。"""

    username: str
    name: str
    posts: tuple[Post, ...]
    team: str = ""
    role: str = ""
    court: str = DAIZI


_LEADER = (Post.TEAM_LEADER, Post.JUDGE)

STAFF: Final = (
    Person("yuanzhang", "布和巴雅尔", (Post.PRESIDENT,), role="院长"),
    Person("fuyuanzhang", "郭映岚", (Post.VICE_PRESIDENT,), role="分管副院长"),
    Person("juzhang", "苏德毕力格", (Post.DIRECTOR,), role="执行局长"),
    Person("fujuzhang", "贺松年", (Post.VICE_DIRECTOR,), role="副局长"),
    Person("zhihui1", "娜仁图雅", (Post.CENTRE, Post.ASSISTANT), "centre", "指挥中心"),
    Person("tuanzhang1", "高岚溪", _LEADER, "simple", "团队长（简案快执）"),
    Person("tuanzhang2", "阿古拉", _LEADER, "complex", "团队长（繁案精执）"),
    Person("tuanzhang3", "白音仓", _LEADER, "preservation", "团队长（保全）"),
    Person("tuanzhang4", "樊静姝", _LEADER, "final", "团队长（终本管理）"),
    Person("faguan1", "乌云其木格", (Post.JUDGE,), "simple", "执行法官（简案快执）"),
    Person("faguan2", "周砚秋", (Post.JUDGE,), "simple", "执行法官（简案快执）"),
    Person("faguan3", "赵朔方", (Post.JUDGE,), "complex", "执行法官（繁案精执）"),
    Person("zhuli1", "萨仁花", (Post.ASSISTANT,), "simple", "法官助理"),
    Person("zhuli2", "刘予安", (Post.ASSISTANT,), "complex"),
    Person("zhuli3", "朝鲁门", (Post.ASSISTANT,), "preservation", "法官助理（保全）"),
    Person("zhuli4", "任嘉树", (Post.ASSISTANT,), "final"),
    Person("zhuli5", "苏日娜", (Post.ASSISTANT,), "simple"),
    Person("zhuli6", "杨若溪", (Post.ASSISTANT,), "complex"),
    Person("zhuli7", "呼格吉勒", (Post.ASSISTANT,), "review"),
    Person("zhuli8", "孟令仪", (Post.ASSISTANT,), "general"),
    Person("shuji1", "其其格玛", (Post.CLERK,), "simple", "书记员（简案快执）"),
    Person("shuji2", "单晓岚", (Post.CLERK,), "simple"),
    Person("shuji3", "宝力德", (Post.CLERK,), "complex", "书记员（繁案精执）"),
    Person("shuji4", "曾雨桐", (Post.CLERK,), "complex"),
    Person("shuji5", "王喆", (Post.CLERK,), "preservation"),
    Person("shuji6", "塔娜", (Post.CLERK,), "final"),
    Person("shuji7", "李翀", (Post.CLERK,), "centre"),
    Person("shuji8", "云彩霞", (Post.CLERK,), "centre"),
    Person("shuji9", "额尔德木图", (Post.CLERK,), "review"),
    Person("shuji10", "马思齐", (Post.CLERK,), "general"),
    Person("fajing1", "巴特尔夫", (Post.BAILIFF,), "squad", "法警"),
    Person("fajing2", "张镇北", (Post.BAILIFF,), "squad"),
    Person("fajing3", "朱长河", (Post.BAILIFF,), "squad"),
    Person("fajing4", "格日勒", (Post.BAILIFF,), "squad"),
    Person("fajing5", "秦岳", (Post.BAILIFF,), "squad"),
    Person("lian1", "韩书瑶", (Post.FILING,), role="立案"),
    Person("lian2", "敖登高娃", (Post.FILING,), role="立案（蒙古语窗口）"),
    Person("ankuan", "潘明珠", (Post.FUNDS,), "general", "案款管理员"),
    Person("kuaiji", "田静之", (Post.ACCOUNTANT,), "general", "会计"),
    Person("chuna", "海日罕", (Post.CASHIER,), "general", "出纳"),
    Person("ducha", "铁柱", (Post.SUPERVISOR,), role="督察"),
    Person("dangan", "侯墨香", (Post.ARCHIVIST,), role="档案"),
    Person("xitong", "武思源", (Post.SYSTEM_ADMIN,), role="系统管理员"),
    Person("anquan", "吉日木图", (Post.SECURITY_ADMIN,), role="安全管理员"),
    Person("shenji", "丁慎言", (Post.AUDIT_ADMIN,), role="审计管理员"),
    Person("zhongyuan", "孟和乌力吉", (Post.DIRECTOR,), role="中级法院执行局长", court="内02"),
    Person("gaoyuan", "陈望舒", (Post.DIRECTOR,), role="高级法院执行局长", court="内"),
)
