"""演示法院：人是编的，办的事是真的——全部由各环节自己的命令一件件办出来，只是时间是模拟的（动态里标“演示时间”）。

:mod:`~zhixing.demo.roster` 谁在什么岗位；:mod:`~zhixing.demo.house` 建法院；:mod:`~zhixing.demo.invent` 编人名、证件、文号；
:mod:`~zhixing.demo.intake` 编收件内容；:mod:`~zhixing.demo.stories` 案件怎么办下去；:mod:`~zhixing.demo.programme` 排哪些案件；
:mod:`~zhixing.demo.stage` 按时间先后一步步办；:mod:`~zhixing.demo.loading` 装入。

编出来的身份号码用不存在的区划（1599）、手机号用不存在的号段（100），一望便知是假的；只有校验码是对的。
"""

from zhixing.demo.loading import Login, catch_up, is_empty, load, logins, roster_of

__all__ = ["Login", "catch_up", "is_empty", "load", "logins", "roster_of"]
