# SPDX-License-Identifier: Apache-2.0
"""协议书模板: a county has its own, tried on made-up people before it is kept."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from accounts.refusals import BadFields, NotAllowed
from disputes.actions.templates import put_template, remove_template
from disputes.models import AgreementTemplate
from disputes.paper import agreement_paper, blank_template
from tests.disputes.conftest import Hall

ADMIN = "/admin/disputes/agreementtemplate/"


def own(*lines: str, whole: bool = True) -> bytes:
    """Ours with more lines, or a template of these lines alone."""
    document = Document(io.BytesIO(blank_template())) if whole else Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 30_000_000)
    return out.getvalue()


def last_line(paper: bytes) -> str:
    return Document(io.BytesIO(paper)).paragraphs[-1].text


def test_a_countys_own_comes_before_all_others(hall: Hall, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "agreement.docx").write_bytes(own("本机模板"))
    dispute, county = hall.agreed(), hall.county.county
    assert last_line(agreement_paper(dispute)) == "本机模板"
    kept = put_template(county.pk, docx=own("本县第一版"), by=hall.admin)
    put_template(county.pk, docx=own("本县 {{ number }}"), by=hall.admin)
    assert last_line(agreement_paper(dispute)) == f"本县 {dispute.event.number}"
    assert AgreementTemplate.objects.count() == 1
    remove_template(kept, by=hall.admin)
    assert last_line(agreement_paper(dispute)) == "本机模板"


def test_what_no_agreement_could_come_from_is_refused(hall: Hall) -> None:
    county = hall.county.county.pk
    for bad, said in (
        (b"words", "DOCX"),
        (b"PK\x03\x04", "DOCX"),
        (bomb(), "DOCX"),
        (b"0" * 1_000_001, "1 MB"),
        (own("{% for"), "填不出来"),
        (own("{{ ''.__class__.__mro__ }}"), "填不出来"),
        (own("一张白纸", whole=False), "条款"),
    ):
        with pytest.raises(BadFields) as refused:
            put_template(county, docx=bad, by=hall.admin)
        assert said in refused.value.errors["file"][0]
    for who in (hall.chen, hall.lin):
        with pytest.raises(NotAllowed):
            put_template(county, docx=blank_template(), by=who)
    assert not AgreementTemplate.objects.exists()


def test_the_administrator_does_it_in_the_admin(client: Client, hall: Hall) -> None:
    client.force_login(hall.admin)
    shipped = client.get("/disputes/template/")
    assert shipped.content[:2] == b"PK"
    form = {"county": hall.county.county.pk}
    bad = client.post(f"{ADMIN}add/", form | {"file": SimpleUploadedFile("a.docx", b"words")})
    assert bad.status_code == 200 and "DOCX" in bad.content.decode()
    file = SimpleUploadedFile("a.docx", own("本县专用"))
    assert client.post(f"{ADMIN}add/", form | {"file": file}).status_code == 302
    assert AgreementTemplate.objects.get().changed_by == hall.admin
    assert last_line(client.get("/disputes/template/").content) == "本县专用"
    pk = AgreementTemplate.objects.get().pk
    file = SimpleUploadedFile("a.docx", own("第二版"))
    assert client.post(f"{ADMIN}{pk}/change/", form | {"file": file}).status_code == 302
    assert last_line(client.get("/disputes/template/").content) == "第二版"
    assert hall.county.county.name in client.get(ADMIN).content.decode()
    assert client.post(f"{ADMIN}{pk}/delete/", {"post": "yes"}).status_code == 302
    assert not AgreementTemplate.objects.exists()
    client.force_login(hall.chen)
    assert client.get("/disputes/template/").status_code == 403
