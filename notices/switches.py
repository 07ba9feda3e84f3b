# SPDX-License-Identifier: Apache-2.0
"""By which ways a message goes out to somebody (发送方式): what the county has, what the
installation can, what the person wants.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from notices.models import Preference, PushSubscription, SenderSetting


@dataclass(frozen=True)
class Ways:
    """The ways that lead out of a county now."""

    push: bool
    mail: bool
    webhook: bool


def setting_of(county_id: int) -> SenderSetting:
    """A county's setting; without a row the browser's own push alone. One query."""
    found = SenderSetting.objects.filter(county_id=county_id).first()
    return found or SenderSetting(county_id=county_id)


def ways_of(setting: SenderSetting) -> Ways:
    """Switched on and able to: mail needs EMAIL_URL, a gateway its address and a secret."""
    return Ways(
        push=setting.push_on,
        mail=setting.mail_on and settings.MAIL_IS_SET_UP,
        webhook=setting.webhook_on and bool(setting.webhook_url and setting.secret),
    )


def may_text_residents(setting: SenderSetting) -> bool:
    """Whether the gateway may have a resident's phone: never a robot that speaks to a group."""
    return ways_of(setting).webhook and setting.webhook_style == SenderSetting.Style.SIGNED


def preference_of(user: User) -> Preference:
    """What somebody wants; without a row all. One query."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def ways_out(county_id: int, people: list[User], *, asks: bool) -> Iterator[tuple[User, str]]:
    """Who gets it by which way besides the inbox. E-mail and SMS only for what asks something of
    its reader. Three queries, however many people."""
    ways = ways_of(setting_of(county_id))
    wants = {row.user_id: row for row in Preference.objects.filter(user__in=people)}
    for user in _with_a_browser(people) if ways.push else ():
        yield user, "push"
    for user in people if asks else ():
        wanted = wants.get(user.pk) or Preference(user=user)
        if ways.mail and wanted.mail and user.email:
            yield user, "mail"
        if ways.webhook and wanted.gateway and user.phone:
            yield user, "webhook"


def _with_a_browser(people: Iterable[User]) -> list[User]:
    rows = PushSubscription.objects.filter(user__in=list(people))
    having = set(rows.values_list("user_id", flat=True))
    return [user for user in people if user.pk in having]
