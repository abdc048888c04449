"""页面的零件。

页面函数取来数据，摆成零件（:class:`Panel`、:class:`Table`、:class:`Filter`、:class:`Action`、:class:`Timeline`、
:class:`Rail`、:class:`Deadline`、:class:`Money`、:class:`Person`、:class:`Status` 等），放进 :class:`Page`，
交给 :func:`show`。零件是冻结的数据，里面都是可以直接显示的文字；模板在 ``templates/ui/``，一个零件一个。

颜色只用色名（tone）：red 超期或失效，yellow 临期，green 已办或正常，grey 等候外部或不涉及，
blue 进行中，pink 涉民生，plain 平常。颜色从不单独使用，总有字。
"""

from zhixing.entrances.web.ui.action import Action, Actions
from zhixing.entrances.web.ui.fields import DayField, MoneyField, SuggestedField, TextField
from zhixing.entrances.web.ui.filters import Filter, Filters
from zhixing.entrances.web.ui.form import FormPanel, Section
from zhixing.entrances.web.ui.page import Page, done, show
from zhixing.entrances.web.ui.panel import (
    Columns,
    Empty,
    Facts,
    Figure,
    Figures,
    Fold,
    Grid,
    Note,
    Panel,
    Tab,
    Tabs,
    Text,
)
from zhixing.entrances.web.ui.piece import Content, Piece
from zhixing.entrances.web.ui.rail import Rail, Stop
from zhixing.entrances.web.ui.refusal import Ground, Refusal
from zhixing.entrances.web.ui.rows import RowsField
from zhixing.entrances.web.ui.status import Deadline, Light, Money, Number, Person, Status, Step
from zhixing.entrances.web.ui.table import Column, Item, Items, Pager, Row, Table
from zhixing.entrances.web.ui.timeline import Moment, Timeline

__all__ = [
    "Action", "Actions", "Column", "Columns", "Content", "DayField", "Deadline", "Empty", "Facts", "Figure", "Figures", "Filter",
    "Filters", "Fold", "FormPanel", "Grid", "Ground", "Item", "Items", "Light", "Moment", "Money", "MoneyField", "Note", "Number",
    "Page", "Pager", "Panel", "Person", "Piece", "Rail", "Refusal", "Row", "RowsField", "Section", "Status", "Step", "Stop", "SuggestedField",
    "Tab", "Table", "Tabs", "Text", "TextField", "Timeline", "done", "show",
]
