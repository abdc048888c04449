"""法律规则层：事实进，结论出。

只用标准库和随包数据；不读时钟，不做输入输出，不认识 Django。每条规则都注明条文，
返回 :class:`zhixing.law.finding.Finding`。规则编号见 ``docs/law``。
"""
