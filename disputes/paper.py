# SPDX-License-Identifier: Apache-2.0
"""The agreement as a paper (调解协议书, DOCX), from our own template or the county's.

`write_agreement_template` gives a county ours to change; put back as `agreement.docx` under
`DATA_DIR`, it is used instead. Templates run in a sandbox and see the words below, nothing else.
"""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from disputes.models import Dispute, Side
from duties.directory import matter_by_id
from grids.directory import unit_by_id

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINES = (
    "编号:{{ number }}",
    "调解组织:{{ mediator_unit }}",
    "事项:{{ matter }}",
    "{%p for party in parties %}",
    "{{ party.side }}:{{ party.name }} 证件号码:{{ party.id_number }} 电话:{{ party.phone }}",
    "{%p endfor %}",
    "经调解,当事人自愿达成如下协议:",
    "{%p for clause in clauses %}",
    "{{ loop.index }}. {{ clause.text }}{{ clause.amount }}{{ clause.due }}",
    "{%p endfor %}",
    "当事人可以自协议生效之日起三十日内共同向人民法院申请司法确认。",
    "{%p for party in parties %}",
    "{{ party.side }}(签名):____________________ 日期:____________________",
    "{%p endfor %}",
    "调解员:{{ mediators }}(签名):____________________",
    "调解组织(盖章):",
    "{{ agreed_on }}",
)


def blank_template() -> bytes:
    """Our own template, made anew each time."""
    document = Document()
    document.add_heading("调解协议书", level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in LINES:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def county_template() -> Path:
    """Where a county's own template lies, if it has one."""
    return Path(settings.DATA_DIR) / "agreement.docx"


def agreement_paper(dispute: Dispute) -> bytes:
    """The paper of one agreement, with every name in full."""
    own = county_template()
    source = own.read_bytes() if own.is_file() else blank_template()
    template = DocxTemplate(io.BytesIO(source))
    template.render(_words(dispute), jinja_env=SandboxedEnvironment(autoescape=True))
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _words(dispute: Dispute) -> dict[str, Any]:
    unit = dispute.mediator_unit_id or dispute.hall_id
    mediators = dict.fromkeys(dispute.sessions.values_list("mediator", flat=True))
    return {
        "number": dispute.event.number,
        "matter": matter_by_id(dispute.event.matter_id).name,
        "mediator_unit": unit_by_id(unit).name,
        "mediators": "、".join(mediators),
        "agreed_on": f"{timezone.localtime(dispute.agreed_at):%Y-%m-%d}",
        "parties": [
            {
                "side": Side(each.side).label,
                "name": each.name,
                "phone": each.phone,
                "id_number": each.id_number,
            }
            for each in dispute.parties.all()
        ],
        "clauses": [
            {
                # A paragraph of the paper is one line.
                "text": " ".join(each.text.split()),
                "amount": "" if each.amount is None else f" 金额 {each.amount} 元。",
                "due": "" if each.due_on is None else f" 履行期限 {each.due_on:%Y-%m-%d}。",
            }
            for each in dispute.clauses.all()
        ],
    }
