# SPDX-License-Identifier: Apache-2.0
"""What a tree may look like. The kinds and their allowed parents are data (UnitKind)."""

import re

from django.utils.translation import gettext as _

from grids.models import UnitKind

# A division code or the county's six digits, then letters and digits of offices and grids.
_CODE = re.compile(r"[0-9]{6}[0-9A-Z]{1,18}")


class TreeRefused(ValueError):
    """A change of the tree that may not be (不允许的组织调整), with its reason in Chinese."""


def check_parent(kind: UnitKind, parent_kind: str | None) -> None:
    """Refuse a unit under a kind that its own kind may not stand under (可设于)."""
    if (parent_kind or "") in kind.allowed_parents:
        return
    if parent_kind is None:
        raise TreeRefused(_("%(kind)s不能没有上级单位") % {"kind": kind.name})
    raise TreeRefused(
        _("%(kind)s不能设在这类单位之下:%(parent)s") % {"kind": kind.name, "parent": parent_kind}
    )


def check_code(code: str, county_code: str | None) -> None:
    """Refuse a code that is malformed or does not begin with its county's six digits."""
    if not _CODE.fullmatch(code):
        raise TreeRefused(_("单位代码格式不对:%(code)s") % {"code": code})
    if county_code is not None and code[:6] != county_code[:6]:
        raise TreeRefused(_("单位代码应以本县代码开头:%(code)s") % {"code": code})
