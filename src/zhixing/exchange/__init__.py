"""与外部来往：一个外部系统一个模块。

:mod:`~zhixing.exchange.workbook` 读表格文件；:mod:`~zhixing.exchange.case_sheets` 把“案件”“当事人”两张表变成收件内容；
:mod:`~zhixing.exchange.importing` 试导、导入、退回有问题的行。
"""
