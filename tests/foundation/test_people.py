"""人员：任职、三权分立、代行、不在岗、设置、日历、口令。"""

from __future__ import annotations

from datetime import date, timedelta

import factories
import pytest
from foundation.happening import DAY, TESTER

from zhixing.foundation.history.models import Entry
from zhixing.foundation.people import access, commands, facts, queries
from zhixing.foundation.people.queries import Court, Post, User
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "table")]
LATER = date(2026, 12, 31)


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.finding.reasons[0].code


def sentences(stream: str) -> list[str]:
    from zhixing.foundation.history.queries import entries, lines

    return [line.event.sentence() for line in lines(entries(stream))]


@pytest.fixture
def court() -> Court:
    return factories.court()


@pytest.fixture
def admin(court: Court) -> User:
    return factories.user(Post.SYSTEM_ADMIN, court=court)


# ---- 首次安装、机构 ----


def test_first_run_makes_a_court_and_its_administrator() -> None:
    court, admin = commands.bootstrap_court(
        daizi="内0221", name="某某区人民法院", admin_username="guanli", admin_name="钱博文", password="Yixie-2026-kl",
        actor=TESTER, on=DAY,
    )
    assert court.path == "/内/内02/内0221/"
    assert admin.must_change_password and admin.check_password("Yixie-2026-kl")
    assert facts.user_facts(admin, DAY).posts == {"system_admin"}
    assert sentences(f"court:{court.pk}") == ["设立某某区人民法院（内0221）"]
    with pytest.raises(Refused) as error:
        commands.bootstrap_court(
            daizi="内0222", name="乙", admin_username="b", admin_name="丙", password="x", actor=TESTER, on=DAY
        )
    assert refused(error) == "people.not_empty"
    assert Court.objects.count() == 1


@pytest.mark.parametrize(
    ("daizi", "path"),
    [("内", "/内/"), ("内02", "/内/内02/"), ("兵0101", "/兵/兵01/兵0101/"), ("最高法", "/最高法/")],
)
def test_path_follows_the_code(daizi: str, path: str) -> None:
    assert commands.create_court(daizi=daizi, name="某院", actor=TESTER, on=DAY).path == path


def test_a_lower_court_must_lie_below_its_upper_court() -> None:
    upper = commands.create_court(daizi="内02", name="某市中院", level="middle", actor=TESTER, on=DAY)
    assert commands.create_court(daizi="内0221", name="某院", parent=upper, actor=TESTER, on=DAY).parent == upper
    with pytest.raises(Refused) as error:
        commands.create_court(daizi="京0101", name="某院", parent=upper, actor=TESTER, on=DAY)
    assert refused(error) == "people.wrong_parent"


def test_teams(court: Court, admin: User) -> None:
    team = commands.create_team(court=court, name="快执一组", kind="simple", actor=admin, on=DAY)
    with pytest.raises(Refused) as error:
        commands.create_team(court=court, name=" 快执一组 ", actor=admin, on=DAY)
    assert refused(error) == "people.team_exists"
    factories.user(Post.JUDGE, team=team)
    with pytest.raises(Refused) as error:
        commands.edit_team(team=team, actor=admin, on=DAY, name="快执一组", kind="simple", active=False)
    assert refused(error) == "people.team_in_use"
    assert sentences(f"court:{court.pk}") == ["设立团队：快执一组（简案快执）"]


# ---- 谁可以管 ----


@pytest.mark.parametrize("post", [p for p in Post if p != Post.SYSTEM_ADMIN])
def test_only_the_system_administrator_manages_people(court: Court, post: Post) -> None:
    other, target = factories.user(post, court=court), factories.user(Post.JUDGE, court=court)
    with pytest.raises(access.Forbidden):
        commands.appoint(user=target, post=Post.CLERK, since=DAY, actor=other, on=DAY)
    assert target.holdings.count() == 1 and not Entry.objects.exists()


def test_not_the_administrator_of_another_court(court: Court) -> None:
    stranger = factories.user(Post.SYSTEM_ADMIN, court=factories.court("内0222"))
    with pytest.raises(access.Forbidden):
        commands.create_user(court=court, username="jia", name="甲", actor=stranger, on=DAY)


# ---- 用户与口令 ----


def test_a_user_is_made_edited_and_retired(court: Court, admin: User) -> None:
    user = commands.create_user(court=court, username="zhao.lan", name="赵晓岚", actor=admin, on=DAY)
    commands.appoint(user=user, post=Post.JUDGE, since=DAY, actor=admin, on=DAY)
    commands.edit_user(user=user, name="赵小岚", phone="13800000000", actor=admin, on=DAY)
    commands.deactivate(user=user, actor=admin, on=LATER, reason="调离")
    user.refresh_from_db()
    assert (user.name, user.is_active, user.has_usable_password()) == ("赵小岚", False, False)
    assert user.holdings.get().until == LATER
    assert sentences(f"user:{user.pk}") == [
        "新建用户：赵晓岚（zhao.lan）", "任职：赵晓岚任执行法官，自2026-11-03起", "修改用户资料：赵小岚（原名赵晓岚）",
        "停用用户：赵小岚",
    ]


@pytest.mark.parametrize(
    ("username", "code"), [("赵", "bad_username"), ("a b", "bad_username"), ("TAKEN", "username_taken")]
)
def test_bad_usernames(court: Court, admin: User, username: str, code: str) -> None:
    factories.user(court=court, username="taken")
    with pytest.raises(Refused) as error:
        commands.create_user(court=court, username=username, name="甲", actor=admin, on=DAY)
    assert refused(error) == f"people.{code}"


def test_reset_then_change_the_password(court: Court, admin: User, now: object) -> None:
    user = factories.user(Post.JUDGE, court=court)
    temporary = commands.reset_password(user=user, actor=admin, on=DAY)
    user.refresh_from_db()
    assert user.check_password(temporary) and queries.password_expired(user, now)  # type: ignore[arg-type]
    with pytest.raises(Refused) as error:
        commands.change_password(user=user, password="12345678", on=DAY)
    assert refused(error) == "people.weak_password"
    user = commands.change_password(user=user, password="Huan-guo-2026", on=DAY)
    assert not queries.password_expired(user, now)  # type: ignore[arg-type]
    assert temporary not in str(list(Entry.objects.values_list("payload", flat=True)))


def test_passwords_expire_by_the_court_setting(court: Court, now: object) -> None:
    user = factories.user(Post.JUDGE, court=court)
    changed = user.password_changed_at
    assert not queries.password_expired(user, changed + timedelta(days=89))
    assert queries.password_expired(user, changed + timedelta(days=90))
    security = factories.user(Post.SECURITY_ADMIN, court=court)
    commands.change_setting(court=court, key="password_days", value=0, actor=security, on=DAY)
    assert not queries.password_expired(user, changed + timedelta(days=900))


def test_the_feed_token_changes(court: Court) -> None:
    user = factories.user(Post.JUDGE, court=court)
    first, second = (commands.rotate_feed_token(user=user, on=DAY) for _ in range(2))
    user.refresh_from_db()
    assert len(first) > 30 and first != second == user.feed_token


# ---- 三权分立 ----


@pytest.mark.parametrize(
    ("held", "wanted"),
    [(Post.JUDGE, Post.SYSTEM_ADMIN), (Post.SYSTEM_ADMIN, Post.JUDGE), (Post.SYSTEM_ADMIN, Post.AUDIT_ADMIN),
     (Post.SECURITY_ADMIN, Post.SYSTEM_ADMIN)],
)
def test_administration_is_never_joined_with_another_post(court: Court, admin: User, held: Post, wanted: Post) -> None:
    user = factories.user(held, court=court)
    with pytest.raises(Refused) as error:
        commands.appoint(user=user, post=wanted, since=DAY, actor=admin, on=DAY)
    reason = error.value.finding.reasons[0]
    assert reason.code == "people.separation" and "GB/T" not in reason.text and "等级保护" in str(reason.article)
    assert user.holdings.count() == 1


def test_one_after_the_other_is_allowed(court: Court, admin: User) -> None:
    user = factories.user(Post.JUDGE, court=court, until=DAY)
    commands.appoint(user=user, post=Post.AUDIT_ADMIN, since=DAY + timedelta(days=1), actor=admin, on=DAY)
    assert facts.user_facts(user, DAY).posts == {"judge"}
    user = User.objects.get(pk=user.pk)
    assert facts.user_facts(user, DAY + timedelta(days=1)).posts == {"audit_admin"}


def test_two_casework_posts_are_fine_but_not_the_same_twice(court: Court, admin: User) -> None:
    user = factories.user(Post.DIRECTOR, court=court)
    commands.appoint(user=user, post=Post.JUDGE, since=DAY, actor=admin, on=DAY)
    with pytest.raises(Refused) as error:
        commands.appoint(user=user, post=Post.JUDGE, since=LATER, actor=admin, on=DAY)
    assert refused(error) == "people.already"


def test_a_team_leader_leads_a_team_of_his_own_court(court: Court, admin: User) -> None:
    user = factories.user(Post.JUDGE, court=court)
    with pytest.raises(Refused) as error:
        commands.appoint(user=user, post=Post.TEAM_LEADER, since=DAY, actor=admin, on=DAY)
    assert refused(error) == "people.team_needed"
    elsewhere = factories.team(factories.court("内0222"))
    with pytest.raises(Refused) as error:
        commands.appoint(user=user, post=Post.TEAM_LEADER, team=elsewhere, since=DAY, actor=admin, on=DAY)
    assert refused(error) == "people.other_court"


def test_an_appointment_ends_on_its_last_day(court: Court, admin: User) -> None:
    user = factories.user(Post.JUDGE, court=court)
    commands.end_appointment(holding=user.holdings.get(), until=DAY, actor=admin, on=DAY)
    assert queries.holders(court.pk, Post.JUDGE, DAY).count() == 1
    assert queries.holders(court.pk, Post.JUDGE, DAY + timedelta(days=1)).count() == 0


# ---- 代行 ----


@pytest.fixture
def pair(court: Court) -> tuple[User, User]:
    return factories.user(Post.DIRECTOR, court=court), factories.user(Post.VICE_DIRECTOR, court=court)


def test_a_post_is_lent_for_dated_days(pair: tuple[User, User]) -> None:
    director, deputy = pair
    commands.delegate(
        principal=director, deputy=deputy, post=Post.DIRECTOR, since=DAY, until=LATER, authority="（2026）1号授权",
        actor=director, on=DAY,
    )
    assert facts.user_facts(deputy, DAY).acting_for == {"director"}
    assert facts.user_facts(deputy, LATER + timedelta(days=1)).acting_for == frozenset()
    assert list(queries.deputies(deputy.court_id, Post.DIRECTOR, DAY)) == [deputy]
    assert "代行" in sentences(f"user:{deputy.pk}")[0]


def test_lending_ends_with_the_lenders_own_post(pair: tuple[User, User]) -> None:
    director, deputy = pair
    factories.delegation(director, deputy, Post.DIRECTOR)
    director.holdings.update(until=DAY)
    assert facts.user_facts(deputy, DAY + timedelta(days=1)).acting_for == frozenset()
    assert not queries.deputies(deputy.court_id, Post.DIRECTOR, DAY + timedelta(days=1)).exists()


def test_acting_for_a_team_leader_leads_his_team(court: Court) -> None:
    team = factories.team(court)
    leader, deputy = factories.user(Post.TEAM_LEADER, team=team), factories.user(Post.JUDGE, court=court)
    factories.delegation(leader, deputy, Post.TEAM_LEADER)
    assert facts.user_facts(deputy, DAY).leads == {team.pk}


@pytest.mark.parametrize(
    ("post", "authority", "code"),
    [
        (Post.PRESIDENT, "1号", "not_held"), (Post.DIRECTOR, " ", "no_authority"),
        (Post.SYSTEM_ADMIN, "1号", "separation"),
    ],
)
def test_what_cannot_be_lent(pair: tuple[User, User], post: Post, authority: str, code: str) -> None:
    director, deputy = pair
    with pytest.raises(Refused) as error:
        commands.delegate(
            principal=director, deputy=deputy, post=post, since=DAY, until=LATER, authority=authority, actor=director,
            on=DAY,
        )
    assert refused(error) == f"people.{code}"


def test_nobody_lends_another_mans_post(pair: tuple[User, User]) -> None:
    director, deputy = pair
    with pytest.raises(access.Forbidden):
        commands.delegate(
            principal=director, deputy=deputy, post=Post.DIRECTOR, since=DAY, until=LATER, authority="1号",
            actor=deputy, on=DAY,
        )


def test_lending_is_revoked(pair: tuple[User, User]) -> None:
    director, deputy = pair
    given = factories.delegation(director, deputy, Post.DIRECTOR, since=DAY)
    commands.revoke_delegation(delegation=given, until=DAY, actor=director, on=DAY)
    assert facts.user_facts(deputy, DAY + timedelta(days=1)).acting_for == frozenset()


# ---- 在岗、事实 ----


def test_the_absent_are_not_drawn(court: Court) -> None:
    here, away = factories.user(Post.JUDGE, court=court), factories.user(Post.JUDGE, court=court)
    commands.set_absence(user=away, since=DAY, until=LATER, reason="培训", actor=away, on=DAY)
    judges = queries.holders(court.pk, Post.JUDGE, DAY)
    assert list(queries.available(judges, DAY)) == [here]
    assert set(queries.available(judges, LATER + timedelta(days=1))) == {here, away}
    assert not queries.on_duty(away, LATER) and queries.on_duty(away, LATER + timedelta(days=1))
    with pytest.raises(Refused) as error:
        commands.set_absence(user=away, since=LATER, until=LATER, reason="休假", actor=away, on=DAY)
    assert refused(error) == "people.overlap"
    commands.end_absence(absence=away.absences.get(), until=DAY, actor=away, on=DAY)
    assert queries.on_duty(away, DAY + timedelta(days=1))


def test_holders_of_a_team(court: Court) -> None:
    one, two = factories.team(court), factories.team(court)
    leader = factories.user(Post.TEAM_LEADER, team=one)
    factories.user(Post.TEAM_LEADER, team=two)
    assert list(queries.holders(court.pk, Post.TEAM_LEADER, DAY, one)) == [leader]


def test_a_loaded_user_costs_no_more_queries(court: Court, django_assert_num_queries: object) -> None:
    team = factories.team(court)
    user, leader = factories.user(Post.JUDGE, team=team), factories.user(Post.TEAM_LEADER, team=team)
    factories.delegation(leader, user, Post.TEAM_LEADER)
    loaded = queries.loaded(user.pk)
    assert loaded is not None
    with django_assert_num_queries(0):  # type: ignore[operator]
        found = facts.user_facts(loaded, DAY)
        assert loaded.signature().post == "执行法官"
    assert (found.teams, found.leads, found.posts, found.acting_for) == (
        {team.pk}, {team.pk}, {"judge"}, {"team_leader"}
    )
    assert found == facts.user_facts(User.objects.get(pk=user.pk), DAY)


def test_the_retired_cannot_come_in(court: Court) -> None:
    user = factories.user(Post.JUDGE, court=court)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert queries.loaded(user.pk) is None


# ---- 设置、日历 ----


def test_a_setting_has_a_default_and_a_trail(court: Court) -> None:
    director = factories.user(Post.DIRECTOR, court=court)
    assert queries.setting(court.pk, "small_claim_yuan") == 50_000
    commands.change_setting(court=court, key="small_claim_yuan", value="80000", actor=director, on=DAY, reason="调整")
    commands.change_setting(court=court, key="small_claim_yuan", value=90000, actor=director, on=DAY)
    assert queries.setting(court.pk, "small_claim_yuan") == 90_000
    assert queries.settings_of(court.pk) == {"small_claim_yuan": 90_000}
    told = [s.split("，")[1] for s in sentences(f"court:{court.pk}")]
    assert told == ["由“默认”改为“80000”", "由“80000”改为“90000”"]
    with pytest.raises(KeyError):
        queries.setting(court.pk, "no_such_setting")


def test_a_bad_value_changes_nothing(court: Court) -> None:
    director = factories.user(Post.DIRECTOR, court=court)
    with pytest.raises(Refused):
        commands.change_setting(court=court, key="small_claim_yuan", value="很多", actor=director, on=DAY)
    assert queries.settings_of(court.pk) == {} and not Entry.objects.exists()


@pytest.mark.parametrize(
    ("key", "post"), [("mfa", Post.DIRECTOR), ("small_claim_yuan", Post.SECURITY_ADMIN), ("mfa", Post.JUDGE)]
)
def test_security_settings_belong_to_the_security_administrator(court: Court, key: str, post: Post) -> None:
    with pytest.raises(access.Forbidden):
        commands.change_setting(court=court, key=key, value="required", actor=factories.user(post, court=court), on=DAY)


def test_the_calendar_of_a_court(court: Court) -> None:
    director = factories.user(Post.DIRECTOR, court=court)
    assert queries.calendar_of(court.pk).version == Calendar.national().version
    commands.change_setting(
        court=court, key="local_holidays", value={"2026-08-20": "那达慕"}, actor=director, on=DAY
    )
    days = [{"date": "2027-01-01", "off": True, "name": "元旦"}, {"date": "2027-01-03", "off": False}]
    notice = {"title": "关于2027年部分节假日安排的通知", "number": "国办发明电〔2026〕1号"}
    commands.change_setting(
        court=court, key="calendar_years", value={"2027": {"days": days, "notice": notice}}, actor=director, on=DAY
    )
    calendar = queries.calendar_of(court.pk)
    assert calendar.name_of(date(2026, 8, 20)) == "那达慕" and calendar.is_rest_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 1, 3)) and calendar.covers(date(2027, 6, 1))
    assert not queries.calendar_of(factories.court("内0222").pk).covers(date(2027, 6, 1))
    assert calendar is queries.calendar_of(court.pk)


def test_ending_an_appointment_never_lengthens_it(court: Court, admin: User) -> None:
    user = factories.user(court=court)
    ended = factories.appoint(user, Post.JUDGE, until=DAY - timedelta(30))
    commands.appoint(user=user, post=Post.AUDIT_ADMIN, since=DAY, actor=admin, on=DAY)
    with pytest.raises(Refused) as error:
        commands.end_appointment(holding=ended, until=LATER, actor=admin, on=DAY)
    assert refused(error) == "people.extends"
    assert facts.user_facts(User.objects.get(pk=user.pk), DAY).posts == {"audit_admin"}
