# SPDX-License-Identifier: Apache-2.0
"""A person is erased (删除个人信息): the row keeps its id and nothing else; so do all who hold
words about them. What a tag may be kept for ends by itself."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import NotFound
from registers.access import check_may_erase
from registers.actions.writing import Request, note_change
from registers.holders import HOLDERS
from registers.models import Person, PersonTag, RecordChange
from registers.queries import today


@transaction.atomic
def erase_person(pk: int, *, by: User) -> Person:
    """Empty a person's record for good. Erased twice: the first time counts."""
    person = Person.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if person is None:
        raise NotFound
    check_may_erase(by, person)
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
    note_change(Request.of(by, None), "person", person, RecordChange.What.ERASE, ())
    return person


def remove_expired_tags() -> int:
    """Remove tags whose time is over (到期删除); how many there were."""
    removed, _each = PersonTag.objects.filter(until__lt=today()).delete()
    return removed
