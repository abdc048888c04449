"""人员的全部写操作：机构、用户、职务、在岗与代行、设置。都留名，都在链上。"""

from zhixing.foundation.people.commands.accounts import (
    change_password,
    create_user,
    deactivate,
    edit_user,
    reset_password,
    rotate_feed_token,
)
from zhixing.foundation.people.commands.courts import bootstrap_court, create_court, create_team, edit_team
from zhixing.foundation.people.commands.posts import (
    appoint,
    delegate,
    end_absence,
    end_appointment,
    end_posts,
    revoke_delegation,
    set_absence,
)
from zhixing.foundation.people.commands.settings import change_setting

__all__ = [
    "appoint", "bootstrap_court", "change_password", "change_setting", "create_court", "create_team", "create_user",
    "deactivate", "delegate", "edit_team", "edit_user", "end_absence", "end_appointment", "end_posts", "reset_password",
    "revoke_delegation", "rotate_feed_token", "set_absence",
]
