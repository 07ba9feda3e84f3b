# SPDX-License-Identifier: Apache-2.0
"""A person is erased (删除个人信息): the row keeps its id and nothing else; so do all who hold
words about them. What a tag may be kept for ends by itself."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields
from registers.access import person_to_erase
from registers.actions.writing import Request, note_change
from registers.holders import HOLDERS
from registers.models import Person, PersonTag, RecordChange
from registers.queries import today

LONGEST_REFERENCE = 40


@transaction.atomic
def erase_person(pk: int, *, by: User, reason: Any, reference: Any = "") -> Person:
    """Empty a person's record for good, for one of the law's reasons, which the change log keeps.

    Erased twice: the first time counts.
    """
    person = person_to_erase(by, pk, locked=True)
    why, on = _checked(reason, reference)
    if person.erased_at is not None:
        return person
    person.name = person.phone = person.id_number = ""
    person.birth_year = person.dwelling = None
    person.relation = Person.Relation.OTHER
    person.erased_at = timezone.now()
    person.removed_at = person.removed_at or person.erased_at
    person.save()
    person.tags.all().delete()
    for forget in HOLDERS.values():
        forget(person.pk)
    request = Request.of(by, None)
    note_change(request, "person", person, RecordChange.What.ERASE, (), reason=why, reference=on)
    return person


def _checked(reason: Any, reference: Any) -> tuple[str, str]:
    errors = {}
    if not isinstance(reason, str) or reason not in RecordChange.Why.values:
        errors["reason"] = [_("请选删除的理由")]
    said = reference.strip() if isinstance(reference, str) else None
    if said is None or len(said) > LONGEST_REFERENCE or not said.isprintable():
        errors["reference"] = [_("最多 %(most)d 字") % {"most": LONGEST_REFERENCE}]
    if errors:
        raise BadFields(errors)
    return reason, said or ""


def remove_expired_tags() -> int:
    """Remove tags whose time is over (到期删除); how many there were."""
    removed, _each = PersonTag.objects.filter(until__lt=today()).delete()
    return removed
