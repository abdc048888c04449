"""文书自己写出来：由案件知道的，填好一份文书的数据；不知道的不填，列出来，写明在哪里补，从不猜。

``prepare`` 开好要印的子账户；``values`` 填一份；``recipients`` 默认送给谁；``bundle`` 通常一起发出的；
``ready`` 一批案件里哪些现在就能拟、哪些缺什么。填好的数据交给 ``documents.papers`` 检查、排印。
"""

from __future__ import annotations

from zhixing.casework.centre.drafting.answers import Filled, Missing
from zhixing.casework.centre.drafting.filling import Ready, prepare, ready, values
from zhixing.casework.centre.drafting.serving import Addressee, bundle, recipients, separate

__all__ = ["Addressee", "Filled", "Missing", "Ready", "bundle", "prepare", "ready", "recipients", "separate", "values"]
