"""银行文件：网银导出的明细（.xls、.xlsx、.csv）、camt.052/053/054、MT940/942 → 对账单和明细行。纯的，不碰数据库。

``reading.read`` 读一个文件，``keys.merged`` 把几个文件并成一份，``kinds.kind`` 说一行是什么，``layouts.Layout.of`` 由对照过的栏目做成一种表。
"""
