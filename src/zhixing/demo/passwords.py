"""演示环境的口令散列：口令人人知道，不必慢算，几十个账号才装得快。只在 ``settings.DEMO`` 时使用。"""

from __future__ import annotations

from django.contrib.auth.hashers import ScryptPasswordHasher  # type: ignore[attr-defined]


class QuickScrypt(ScryptPasswordHasher):  # type: ignore[misc]
    """同一种散列，少算几遍。离开演示环境后，登录一次就换成慢的。"""

    work_factor = 2**12
    parallelism = 1
