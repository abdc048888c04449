"""归档包：一个压缩包，里面是封面和目录、按目录编排的材料、清单 manifest.json。

同样的卷宗做出同样的字节：不压缩，时间固定，次序固定，不写谁在什么时候做的（那些在动态里）。
"""

from typing import Final

FORMAT: Final = "zhixing-dossier/1"
MANIFEST: Final = "manifest.json"
