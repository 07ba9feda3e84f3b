# SPDX-License-Identifier: Apache-2.0
"""The agreement as a paper (调解协议书, DOCX), from our own template or the county's.

A county's administrator uploads its own in the admin; `write_agreement_template` gives an
installation ours to change, used from `agreement.docx` under `DATA_DIR`. Templates run in a sandbox
and see the words below, nothing else.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from disputes.models import AgreementTemplate, Dispute, Side
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

MOST_BYTES, MOST_UNPACKED = 1_000_000, 20_000_000
# What a template is tried with: nobody's names.
SAMPLE: dict[str, Any] = {
    "number": "YX202601010001",
    "matter": "邻里纠纷",
    "mediator_unit": "某调解委员会",
    "mediators": "某调解员",
    "agreed_on": "2026-01-01",
    "parties": [
        {"side": "申请人", "name": "某甲", "phone": "", "id_number": ""},
        {"side": "被申请人", "name": "某乙", "phone": "", "id_number": ""},
    ],
    "clauses": [{"text": "某乙修好围墙", "amount": " 金额 1.00 元。", "due": ""}],
}
# Without these a paper is no agreement: the label, and what of the sample must stand in it.
NEEDED = {
    _("编号 number"): "YX202601010001",
    _("当事人 parties"): "某甲",
    _("条款 clauses"): "某乙修好围墙",
}


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


def template_of(county_id: int) -> bytes:
    """The template in force for a county: its own, the installation's, or ours."""
    own = AgreementTemplate.objects.filter(county=county_id).first()
    if own is not None:
        return bytes(own.docx)
    kept = county_template()
    return kept.read_bytes() if kept.is_file() else blank_template()


def agreement_paper(dispute: Dispute) -> bytes:
    """The paper of one agreement, with every name in full."""
    return _filled(template_of(dispute.county_id), _words(dispute))


def check_template(content: bytes) -> str:
    """What is wrong with a template, or "": it is tried on made-up people, who must stand in it."""
    if len(content) > MOST_BYTES or not _is_docx(content):
        return _t("要传 DOCX 文件,最大 1 MB")
    try:
        paper = Document(io.BytesIO(_filled(content, SAMPLE)))
    except Exception as fault:
        # Whatever a library says of a file it cannot read is the file's fault.
        return _t("模板填不出来:%(fault)s") % {"fault": str(fault)[:120]}
    said = "\n".join(each.text for each in [*paper.paragraphs, *_cells(paper)])
    missing = [label for label, word in NEEDED.items() if word not in said]
    return _t("模板里缺:%(missing)s") % {"missing": "、".join(map(str, missing))} if missing else ""


def _is_docx(content: bytes) -> bool:
    """A zip that does not unpack to something huge, and is a document of Word's."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except zipfile.BadZipFile:
        return False
    unpacked = sum(each.file_size for each in files)
    return unpacked <= MOST_UNPACKED and "word/document.xml" in {each.filename for each in files}


def _cells(paper: Any) -> list[Any]:
    return [cell for table in paper.tables for row in table.rows for cell in row.cells]


def _filled(source: bytes, words: dict[str, Any]) -> bytes:
    template = DocxTemplate(io.BytesIO(source))
    template.render(words, jinja_env=SandboxedEnvironment(autoescape=True))
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
