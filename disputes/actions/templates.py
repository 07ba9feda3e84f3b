# SPDX-License-Identifier: Apache-2.0
"""A county's template of the agreement is put in force, or taken back (协议书模板)."""

from accounts.models import User
from accounts.refusals import BadFields
from disputes.access import check_keeps
from disputes.models import AgreementTemplate
from disputes.paper import check_template


def put_template(county_id: int, *, docx: bytes, by: User) -> AgreementTemplate:
    """Have papers of a county made from this file, once it was tried; an older one is replaced."""
    check_keeps(by, county_id)
    if wrong := check_template(docx):
        raise BadFields({"file": [wrong]})
    kept, _made = AgreementTemplate.objects.update_or_create(
        county_id=county_id, defaults={"docx": docx, "changed_by": by}
    )
    return kept


def remove_template(template: AgreementTemplate, *, by: User) -> None:
    """Bring back the template that ships."""
    check_keeps(by, template.county_id)
    template.delete()
