"""定时任务。都可以重复做、同时做；中断了下次接着做。

procrastinate 的钟点按 UTC 解释，每小时一次的不受影响；有六段时，秒在最后一段。
"""

from __future__ import annotations

import logging
import time
from datetime import date, timedelta

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from zhixing.casework.centre.commands import seeding, segments, staffing, triaging
from zhixing.casework.control.commands import investigations, requesting, sending, watching, waves
from zhixing.casework.documents.commands import announcing
from zhixing.casework.nodes import queries as nodes
from zhixing.entrances.jobs.handlers import HANDLERS
from zhixing.entrances.jobs.running import acting
from zhixing.exchange import bank_intake, bulk, bulk_acts, creditors, flow, importing, takeover
from zhixing.exchange.control import receiving
from zhixing.exchange.control.pacing import paced
from zhixing.foundation.history import commands, context, queries
from zhixing.foundation.outbox.commands import Delivered, deliver_due
from zhixing.foundation.people.queries import courts

log = logging.getLogger(__name__)

BATCH = 200
STALLED_AFTER = 60
KEEP_HOURS = 30 * 24
TURN = 20
"""成批办理一次占用多少秒。"""
WATCH = "control.watch"
AGAIN = RetryStrategy(max_attempts=3, wait=60)
"""程序出错的导入隔一分钟再办，最多三次；被拒绝的不是出错，不再办。"""


@app.periodic(cron="* * * * * */5", periodic_id="outbox")
@app.task(queueing_lock="outbox", name="outbox")
def deliver(timestamp: int) -> None:
    """每五秒办一次发件箱里到期的。"""
    deliver_outbox()


@app.periodic(cron="10 * * * *", periodic_id="seal")
@app.task(queueing_lock="seal", name="seal")
def seal(timestamp: int) -> None:
    """零点十分封前一日的日根；其后每小时看一次，停机错过的补上。"""
    with acting("每日封存"):
        seal_day(context.current().today - timedelta(days=1))


@app.periodic(cron="* * * * *", periodic_id="rescue")
@app.task(queueing_lock="rescue", name="rescue", pass_context=True)
async def rescue(job: JobContext, timestamp: int) -> None:
    """每分钟一次：所在进程已死的任务重新排队。"""
    manager = job.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await manager.retry_job(stalled)


@app.periodic(cron="40 19 * * *", periodic_id="prune")
@app.task(queueing_lock="prune", name="prune", pass_context=True)
async def prune(job: JobContext, timestamp: int) -> None:
    """每天一次：删去三十天前办完的任务记录（成功的随办随删）。"""
    await job.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS, include_failed=True)


@app.periodic(cron="12 * * * *", periodic_id="centre.seed")
@app.task(queueing_lock="centre.seed", name="centre.seed")
def seed_draws(timestamp: int) -> None:
    """零点过后公开前一日的分案种子，公布以后几天的摘要；每小时看一次，停机错过的补上。"""
    with acting("分案种子") as job:
        seed_all(context.current().today, job)


@app.periodic(cron="35 * * * *", periodic_id="centre.sort")
@app.task(queueing_lock="centre.sort", name="centre.sort")
def sort_cases(timestamp: int) -> None:
    """每小时看一次繁简分流：还没有轨道的、快执过了目标日的、换了规则的；停机错过的补上。"""
    with acting("每日分流") as job:
        for court in courts():
            triaging.sort_due(court, context.current().today, actor=job)


@app.periodic(cron="50 17 * * *", periodic_id="centre.sort_all")
@app.task(queueing_lock="centre.sort_all", name="centre.sort_all")
def sort_all_cases(timestamp: int) -> None:
    """每夜把没有了结的全部重新分一遍：随日子变的（约定的履行日、改了的设置）都在内。"""
    with acting("每日分流") as job:
        for court in courts():
            triaging.sort_due(court, context.current().today, everything=True, actor=job)


@app.periodic(cron="45 * * * *", periodic_id="centre.stays")
@app.task(queueing_lock="centre.stays", name="centre.stays")
def fill_stays(timestamp: int) -> None:
    """每小时看一次：还没有环节停留记录的案件（升级以前的）一批一批补上；都有了就什么也不做。"""
    with acting("环节补记"):
        last = segments.backfill()
        while last:
            last = segments.backfill(last)


@app.periodic(cron="20 18 * * *", periodic_id="orphans")
@app.task(queueing_lock="orphans", name="orphans")
def orphans(timestamp: int) -> None:
    """每夜核对：没有了结的案件都有一个有人负责的待办节点。"""
    with acting("夜间核对"):
        check_orphans(context.current().today)


@app.periodic(cron="5 * * * *", periodic_id="expiry")
@app.task(queueing_lock="expiry", name="expiry")
def expire_notices(timestamp: int) -> None:
    """每小时一次：期满的公告记下送达；停机错过的补上。"""
    with acting("公告期满") as job:
        announcing.complete_due(context.current().today, job)


@app.periodic(cron="25 * * * *", periodic_id=WATCH)
@app.task(queueing_lock=WATCH, name=WATCH)
def watch_measures(timestamp: int) -> None:
    """每小时看一遍快要届满的措施：到档的预警，届满没有续行的记失效、开补救单；开机先看一遍，停机错过的当时补上。"""
    with acting("到期看守") as job:
        watching.watch(context.current().today, job)


@app.periodic(cron="15 * * * *", periodic_id="control.investigations")
@app.task(queueing_lock="control.investigations", name="control.investigations")
def expire_orders(timestamp: int) -> None:
    """每小时一次：过了有效期没有交回的律师调查令收回；停机错过的补上。"""
    with acting("调查令到期") as job:
        investigations.expire(context.current().today, job)


@app.periodic(cron="30 18 * * *", periodic_id="control.check")
@app.task(queueing_lock="control.check", name="control.check")
def check_measures(timestamp: int) -> None:
    """每夜核对：措施台账和到期节点说的一样；不一样的逐项记入运行日志。"""
    with acting("夜间核对"):
        for court in courts():
            watching.check(court.pk)


@app.periodic(cron="* * * * * */5", periodic_id="control.waves")
@app.task(queueing_lock="control.waves", lock="control.waves", name="control.waves")
def send_waves(timestamp: int) -> None:
    """签发了的查询，一小批一小批地放出；页面慢了就歇一歇。"""
    with acting("查询批次"):
        paced(waves.next_out, seconds=TURN)


@app.periodic(cron="35 22 * * *", periodic_id="control.again")
@app.task(queueing_lock="control.again", name="control.again")
def offer_waves(timestamp: int) -> None:
    """每天早上：终本后的查询七天内到期的，各院提出一批，等人签发。"""
    with acting("查询批次"):
        for court in courts():
            waves.offer_again(court.pk, context.current().today)


@app.periodic(cron="* * * * * */5", periodic_id="control.replies")
@app.task(queueing_lock="control.replies", lock="control.replies", name="control.replies")
def read_replies(timestamp: int) -> None:
    """每五秒读一轮协助单位交来的原文，给页面让路。"""
    with acting("查控反馈"):
        paced(receiving.work, seconds=TURN)


@app.periodic(cron="* * * * *", periodic_id="control.timeouts")
@app.task(queueing_lock="control.timeouts", name="control.timeouts")
def time_out_requests(timestamp: int) -> None:
    """每分钟一次：到时候没有反馈的查询、控制令，排回去再给，或者等人处理。"""
    with acting("查控超时") as job:
        now = context.current().now
        while requesting.timed_out(now) == requesting.BATCH:
            pass
        sending.timed_out(now, actor=job, on=context.current().today)


def check_orphans(day: date) -> int:
    """没人管的案件有几件；逐件记入运行日志，由指挥中心处理。"""
    found = list(nodes.orphans(day).values_list("pk", "number"))
    for case_id, number in found:
        log.error("案件 %s（编号 %s）没有有人负责的待办节点", number or "未立案", case_id)
    return len(found)


@app.task(name=importing.CHECK, retry=AGAIN)
def check_import(run_id: int) -> None:
    """检查一批导入的表格；什么也不导入。"""
    with acting("检查导入"):
        importing.check(run_id)


@app.task(name=importing.FILE, retry=AGAIN)
def file_import(run_id: int) -> None:
    """导入一批；断了再办时从断处接着来。"""
    with acting("导入案件"):
        importing.file_rows(run_id)


@app.task(name=takeover.CHECK, retry=AGAIN)
def check_takeover(run_id: int) -> None:
    """核对一批接管的工作簿；什么也不接管。"""
    with acting("核对接管"):
        takeover.check(run_id)


@app.task(name=takeover.MOVE, retry=AGAIN)
def move_takeover(run_id: int) -> None:
    """接管签过字的一批；断了再办时从断处接着来。"""
    with acting("存量接管"):
        takeover.move(run_id)


@app.task(name=takeover.REVERSE, retry=AGAIN)
def reverse_takeover(run_id: int) -> None:
    """整批撤回接管。"""
    with acting("撤回接管"):
        takeover.reverse(run_id)


@app.task(name=flow.RUN, retry=AGAIN)
def bring_flow(run_id: int) -> None:
    """导入一份流程系统的导出；断了再办时从断处接着来。"""
    with acting("导入流程系统导出"):
        flow.carry_out(run_id)


@app.task(name=creditors.LOAD, retry=AGAIN)
def load_creditors(plan_id: int) -> None:
    """导入一版分配方案的各笔债权；断了再办时从断处接着来。"""
    with acting("导入债权表"):
        creditors.load(plan_id)


@app.task(name=bank_intake.RUN, retry=AGAIN)
def take_bank_file(run_id: int) -> None:
    """收一个银行文件；断了再办时从头来，收过的各笔不重记。"""
    with acting("收银行文件"):
        bank_intake.carry_out(run_id)


@app.task(name=bulk.CARRY, retry=AGAIN)
def carry_bulk(run_id: int) -> None:
    """办一批成批办理；断了再办时从断处接着来。办一会儿没有办完的重新排队，让一让别的任务。"""
    until = time.monotonic() + TURN
    while time.monotonic() < until:
        with acting("成批办理"):
            if not bulk_acts.step(run_id):
                return
    bulk.queue(run_id)


@app.task(name=staffing.CALCULATE, retry=AGAIN)
def calculate_staffing(plan_id: int) -> None:
    """算一份人员测算；断了再办时从头来，结果一样。"""
    with acting("人员测算"):
        staffing.calculate(plan_id)


def seed_all(day: date, job: context.Job) -> int:
    """有人办案的各院公布种子摘要、公开用过的种子，返回新公布几颗。一家一个事务。"""
    made = 0
    for court in courts().filter(users__is_active=True).distinct():
        seeding.show_seeds(court=court, actor=job, on=day)
        made += len(seeding.commit_seeds(court=court, actor=job, on=day))
    return made


def deliver_outbox() -> Delivered:
    """办一轮发件箱。"""
    with acting("发件箱"):
        return deliver_due(BATCH, HANDLERS)


def seal_day(day: date) -> int:
    """封各家法院 ``day`` 的日根，返回封了几家；已封过或封得更晚的略过。一家一个事务。"""
    sealed = 0
    for court_id in queries.sealing_courts():
        last = queries.roots(court_id).first()
        if last is None or last.day < day:
            commands.seal(court_id, day)
            sealed += 1
    return sealed
