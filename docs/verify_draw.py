"""核验一次随机分案：python3 verify_draw.py 记录.json [种子]

只用 Python 3.11 以上的标准库，不用本系统。记录由分案页“下载记录”得到；种子在抽签的次日公开，那以后下载的文件里就有。
做三件事：种子、记录与文件里的两个摘要对不对得上；照记录里的输入重抽一遍，逐件对照；说出两个摘要。
文件可以整个重做，所以这两个摘要还须与法院当时公布的一样，才算没有改过。
两个摘要在法院链上的位置写在文件的 chain 里，凭它找到当时公布的。相符的退出码为 0，不符的为 1，读不懂的为 2。
"""

import hashlib
import hmac
import json
import sys
from pathlib import Path

SPACE = 2**256


def digest_of(record):
    """记录的摘要：键按字典序、不留空格、汉字照写的 JSON。"""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def number(secret, message, total):
    """零到 total（不含）的随机数；落在尾巴里的弃去另取，人人机会相等。"""
    limit, attempt = SPACE // total * total, 0
    while True:
        value = int.from_bytes(hmac.new(secret, f"{message}|{attempt}".encode(), "sha256").digest(), "big")
        if value < limit:
            return value % total
        attempt += 1


def weights(judges, loads, room, lean):
    """各人的分量：系数 ×（比这几位平均闲多少、忙多少，以 room 为限）。"""
    mean = sum(loads[j["id"]] for j in judges) * 100 // sum(j["share"] for j in judges)
    gaps = [max(-room, min(room, mean - loads[j["id"]] * 100 // j["share"])) for j in judges]
    return [j["share"] * ((lean + 1) * room + (lean - 1) * gap) for j, gap in zip(judges, gaps, strict=True)]


def linked(record, case, judges, loads, taken, pool):
    """随关联案件的承办人；没有、不能随的为空。"""
    if record["linked"] == "off":
        return None
    barred = {one["id"] for one in case["barred"]}
    held = [case["held"]] if case["held"] is not None else []
    for judge in held + [taken[key] for key in case["keys"] if key in taken]:
        if judge in judges and judge not in barred and (judge in pool or record["linked"] == "any"):
            return judge
    return None


def redraw(record, secret):
    """照记录里的输入，依次一件一件重抽。"""
    judges = {one["id"]: one for one in record["judges"]}
    loads = {one["id"]: one["load"] for one in record["judges"]}
    taken, lots = {}, []
    for turn, case in enumerate(record["cases"], 1):
        pool = dict(record["pools"][case["pool"]]["judges"])
        judge, way, chance, size = linked(record, case, judges, loads, taken, pool), "linked", 1_000_000, 1
        if judge is None:
            barred = {one["id"] for one in case["barred"]}
            able = [judges[one] for one in sorted(pool) if one not in barred]
            parts = weights(able, loads, record["room"], record["lean"])
            total, way, size = sum(parts), "drawn", len(able)
            point = number(secret, f"{record['court']}|{record['day']}|{case['id']}", total)
            for one, part in zip(able, parts, strict=True):
                if point < part:
                    judge, chance = one["id"], part * 1_000_000 // total
                    break
                point -= part
        team = pool.get(judge) or judges[judge]["team"]
        lots.append({"turn": turn, "case": case["id"], "judge": judge, "team": team, "weight": case["weight"], "chance": chance, "pool": size,
                     "way": way})
        loads[judge] += case["weight"]
        for key in case["keys"]:
            taken.setdefault(key, judge)
    return lots


def problems(file, given=""):
    """不符之处，一条一句；都相符的没有。"""
    record, seed = file["record"], given or file.get("seed") or ""
    if digest_of(record) != file["digest"]:
        yield "记录的摘要不符：记录在抽签以后被改过"
    if not seed:
        yield "种子还没有公开，抽签的次日再核验"
        return
    secret = bytes.fromhex(seed)
    if hashlib.sha256(secret).hexdigest() != record["seed"]:
        yield "种子与事先公布的摘要不符"
    again, told = redraw(record, secret), record["lots"]
    if len(again) != len(told):
        yield f"记录里有{len(told)}件结果，应有{len(again)}件"
    for ours, theirs in zip(again, told, strict=False):
        if ours != theirs:
            yield f"第{ours['turn']}件（编号{ours['case']}）不符：记录是{theirs}，重抽是{ours}"


def main(words):
    """入口。"""
    if not words:
        print(__doc__)
        return 2
    try:
        file = json.loads(Path(words[0]).read_text("utf-8"))
        found = list(problems(file, words[1] if len(words) > 1 else ""))
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        print(f"读不懂这份记录：{error!r}")
        return 2
    told = f"相符：{len(file['record']['lots'])}件照记录重抽，结果一致。请再与法院公布的核对：" if not found else ""
    told = told and f"{told}\n种子摘要 {file['record']['seed']}\n记录摘要 {file['digest']}"
    print("\n".join(found) or told)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
