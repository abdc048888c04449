"""django-hordak 的一边：在它自己的虚拟环境里跑，建表、开账户、记账，打印各次用了几秒。由 ``bench/ledger.py`` 叫起。

单笔用它自己的 ``Account.transfer_to``；成批用 ``bulk_create`` 写凭证和分录，一个事务，这是它能有的最快的写法。
"""

from __future__ import annotations

import json
import sys
import time
from decimal import Decimal


def main(given: dict[str, object]) -> None:
    """``given``：数据库的主机、端口、库名，账户数，批大小、批数，单笔数，第几轮（第一轮开账户）。"""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench-only", USE_TZ=True, INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", DEFAULT_CURRENCY="CNY", HORDAK_INTERNAL_CURRENCY="CNY", CURRENCIES=["CNY"],
        HORDAK_CURRENCIES=["CNY"], HORDAK_DECIMAL_PLACES=2, HORDAK_MAX_DIGITS=20,
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": given["name"], "USER": given["user"], "HOST": given["host"],
                               "PORT": given["port"], "CONN_MAX_AGE": None}},
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_timed(given)))


def _timed(given: dict[str, object]) -> dict[str, list[float]]:
    from django.db import connection, transaction
    from hordak.models import Account, AccountType, Leg, Transaction
    from moneyed import Money

    if given["turn"] == 0:
        Account.objects.create(name="bank", code="1", type=AccountType.asset, currencies=["CNY"])
        for n in range(given["accounts"]):
            Account.objects.create(name=f"c{n}", code=f"{n + 2}", type=AccountType.liability, currencies=["CNY"])
    bank, held = Account.objects.get(name="bank"), list(Account.objects.exclude(name="bank"))
    amount = Money(Decimal("1.00"), "CNY")

    def batch(size: int) -> None:
        with transaction.atomic():
            made = Transaction.objects.bulk_create([Transaction(description="bench") for _ in range(size)])
            legs = ((Leg(transaction=one, account=bank, debit=amount), Leg(transaction=one, account=held[n % len(held)], credit=amount))
                    for n, one in enumerate(made))
            Leg.objects.bulk_create([leg for pair in legs for leg in pair])

    def one(number: int) -> None:
        with transaction.atomic():
            held[number % len(held)].transfer_to(bank, amount, description="bench")

    with connection.cursor() as cursor:
        cursor.execute("show fsync")
        assert cursor.fetchone() == ("on",)
    for n in range(20):
        one(n)
    batch(given["size"])
    batches = [_seconds(batch, given["size"]) for _ in range(given["batches"])]
    return {"batch": batches, "one": [_seconds(one, n) for n in range(given["ones"])]}


def _seconds(act: object, value: int) -> float:
    began = time.perf_counter()
    act(value)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
