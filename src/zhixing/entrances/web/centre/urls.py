"""指挥中心各页的地址。

各页自己加一行：``path("centre/…/", module.page, name="centre_…")``。每一组的地址连在一起。
案件上的行为用这几个名字：``case_item_new`` 交办事务、``case_track`` 改办理轨道、``case_hand_on`` 交接、``case_confer`` 会商、``case_entrust`` 事项委托，
地址是 ``cases/<int:case_id>/…/``；按钮在 ``web/remedies.py`` 的 ``CENTRE``。
"""

from django.urls import path

from zhixing.entrances.web.centre import (
    asking,
    bulk,
    conferring,
    desks,
    draw,
    draws,
    entrusting,
    entrusting_acts,
    fast,
    following,
    hall,
    item,
    load,
    mine,
    moving,
    queue,
    recusals,
    rules,
    rules_trial,
    staffing,
    staffing_form,
    team,
    tracks,
)

urlpatterns = [
    # 大厅、集约事务、事务目录
    path("centre/", hall.page, name="centre_hall"),
    path("centre/items/", queue.page, name="centre_queue"),
    path("centre/items/bulk/", bulk.start, name="centre_bulk"),
    path("centre/items/claim/", moving.claim_next, name="centre_claim"),
    path("centre/items/<int:item_id>/", item.page, name="centre_item"),
    path("centre/items/<int:item_id>/<slug:move>/", moving.move, name="centre_item_move"),
    path("centre/mine/", mine.page, name="centre_mine"),
    path("centre/ask/", asking.many, name="centre_ask"),
    path("centre/ask/one/", asking.plain, name="centre_ask_one"),
    path("cases/<int:case_id>/items/new/", asking.in_case, name="case_item_new"),
    path("centre/desks/", desks.page, name="centre_desks"),
    path("centre/desks/new/", desks.new, name="centre_desk_new"),
    path("centre/desks/<slug:code>/", desks.edit, name="centre_desk"),
    # 繁简分流
    path("centre/tracks/", tracks.page, name="centre_tracks"),
    path("centre/rules/", rules.page, name="centre_rules"),
    path("centre/rules/new/", rules.new, name="centre_rules_new"),
    path("centre/rules/<int:rules_id>/", rules_trial.page, name="centre_rules_one"),
    path("centre/rules/<int:rules_id>/try/", rules_trial.attempt, name="centre_rules_try"),
    path("centre/rules/<int:rules_id>/set/", rules_trial.settle, name="centre_rules_set"),
    path("centre/rules/<int:rules_id>/drop/", rules_trial.drop, name="centre_rules_drop"),
    path("cases/<int:case_id>/track/", tracks.place, name="case_track"),
    # 随机分案、回避和分案系数
    path("centre/draws/", draws.page, name="centre_draws"),
    path("centre/draws/now/", draws.now, name="centre_draw_now"),
    path("centre/draws/<int:draw_id>/", draw.page, name="centre_draw"),
    path("centre/draws/<int:draw_id>/record/", draw.record, name="centre_draw_record"),
    path("centre/recusals/", recusals.page, name="centre_recusals"),
    path("centre/recusals/new/", recusals.new, name="centre_recusal_new"),
    path("centre/recusals/<int:recusal_id>/end/", recusals.end, name="centre_recusal_end"),
    path("centre/shares/new/", recusals.share, name="centre_share_new"),
    path("centre/shares/<int:share_id>/end/", recusals.end_share, name="centre_share_end"),
    # 事项委托、会商、跟进
    path("centre/entrusting/", entrusting.page, name="centre_entrusting"),
    path("centre/entrusting/new/", entrusting_acts.letter, name="centre_entrusted_new"),
    path("centre/entrusting/<int:entrustment_id>/", entrusting.one, name="centre_entrusted"),
    path("centre/entrusting/<int:entrustment_id>/files/<int:file_id>/", entrusting.file, name="centre_entrusted_file"),
    path("centre/entrusting/<int:entrustment_id>/<slug:step>/", entrusting_acts.step, name="centre_entrusted_step"),
    path("cases/<int:case_id>/entrust/", entrusting_acts.new, name="case_entrust"),
    path("centre/conferences/", conferring.page, name="centre_conferences"),
    path("cases/<int:case_id>/confer/", conferring.new, name="case_confer"),
    path("centre/following/", following.page, name="centre_following"),
    path("cases/<int:case_id>/follow/", following.follow, name="case_follow"),
    path("cases/<int:case_id>/follow/seen/", following.seen, name="case_follow_seen"),
    path("cases/<int:case_id>/follow/leave/", following.leave, name="case_follow_leave"),
    # 团队看板、办案负荷、快执计时
    path("centre/team/", team.page, name="centre_team"),
    path("centre/load/", load.page, name="centre_load"),
    path("centre/load/<int:user_id>/", load.officer, name="centre_officer"),
    path("centre/fast/", fast.page, name="centre_fast"),
    # 人员测算
    path("centre/staffing/", staffing.listing, name="centre_staffing"),
    path("centre/staffing/start/", staffing.start, name="centre_staffing_start"),
    path("centre/staffing/text/", staffing_form.paste, name="centre_staffing_text"),
    path("centre/staffing/<int:plan_id>/", staffing.page, name="centre_staffing_plan"),
    path("centre/staffing/<int:plan_id>/change/", staffing_form.change, name="centre_staffing_change"),
    path("centre/staffing/<int:plan_id>/file.<str:kind>", staffing_form.download, name="centre_staffing_file"),
]
