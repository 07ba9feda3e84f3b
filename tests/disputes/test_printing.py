# SPDX-License-Identifier: Apache-2.0
"""打印稿: the agreement as PDF says what the DOCX says, with its fonts inside."""

import io
import re
import zlib
from typing import Any

import pytest
from django.test import Client
from docx import Document

from accounts.refusals import BadFields
from disputes.models import Dispute
from disputes.paper import agreement_paper, blank_template, county_template
from disputes.printing import pdf_of
from registers.models import ReadingLog
from tests.disputes.conftest import Hall
from tests.events.clients import ROOT, as_


def said(pdf: bytes) -> set[str]:
    """The signs that the fonts inside can be copied out as: what the paper says, as a set."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        if stream[:1] != b"x":  # not deflated: a page, not a font's map
            continue
        plain = zlib.decompressobj().decompress(stream)
        for rows in re.findall(rb"beginbf(?:char|range)(.*?)endbf", plain, re.DOTALL):
            found |= {chr(int(each, 16)) for each in re.findall(rb"<([0-9A-Fa-f]{4})>", rows)}
    return found


def printed(dispute: Dispute) -> bytes:
    return pdf_of(agreement_paper(dispute), title="agreement")


def test_the_pdf_says_what_the_docx_says(hall: Hall) -> None:
    dispute = hall.agreed()
    pdf = printed(dispute)
    assert pdf[:5] == b"%PDF-" and pdf.count(b"/FontFile2") == 2
    assert set("申请人张三丰李四拆除围墙清场赔偿120050吴调解") <= said(pdf)
    # A sign that no font of ours has is marked, never lost without a word.
    assert "〓" not in said(pdf)
    hall.step(hall.mediating(), "correct_party", party=_respondent(), name="李𠮷")
    odd = Dispute.objects.latest("pk")
    hall.step(odd, "add_clause", text="①赔礼")
    hall.step(odd, "agree")
    assert {"〓", "1", "礼", "以"} <= said(printed(Dispute.objects.latest("pk")))


def test_what_no_paper_can_hold_is_refused_when_it_is_typed(hall: Hall) -> None:
    with pytest.raises(BadFields):
        hall.step(hall.mediating(), "add_clause", text="赔\uffff礼")


def _respondent() -> int:
    party = Dispute.objects.latest("pk").parties.filter(side="respondent").first()
    assert party is not None
    return party.pk


def test_a_countys_template_serves_both(hall: Hall, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    own = Document(io.BytesIO(blank_template()))
    own.add_heading("附件", level=1)
    own.add_paragraph("")
    table = own.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "赃款\n明细", "𠮷"
    own.save(str(county_template()))
    assert set("附赃款明细〓") <= said(printed(hall.agreed()))


def test_who_may_print_and_that_it_is_logged(client: Client, hall: Hall) -> None:
    early, dispute = hall.mediating(), hall.agreed()
    path = f"{ROOT}/disputes/{dispute.pk}/paper/pdf/"
    answer = as_(hall.chen).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store" and "张" not in answer["Content-Disposition"]
    assert ReadingLog.objects.get().fields == ["agreement"]
    assert as_(hall.lin).get(path).status_code == 403
    assert as_(hall.zhao).get(path).status_code == 404
    assert as_(hall.chen).get(f"{ROOT}/disputes/{early.pk}/paper/pdf/").status_code == 409
    client.force_login(hall.chen)
    assert client.get(f"/disputes/{dispute.pk}/paper/pdf/").content[:5] == b"%PDF-"
