# SPDX-License-Identifier: Apache-2.0
"""What a start prepares: translations, static files, a certificate for phones."""

import datetime
import gettext
import ipaddress
import stat
from pathlib import Path

import brotli
import pytest
from cryptography import x509
from pytest_django import Settings

from governance import certificate, static_files, translations

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "网格"\nmsgstr "{}"\n'


def test_translations_compile_without_gettext_tools_and_only_when_changed(tmp_path: Path) -> None:
    folder = tmp_path / "grids" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(PO.format("grid"))
    assert translations.compile_all(tmp_path) == 1
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("网格") == "grid"
    assert translations.compile_all(tmp_path) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A folder of static files that are the only ones."""
    made = tmp_path / "source"
    (made / "desk").mkdir(parents=True)
    # Two modules that import each other: nothing in them may be rewritten.
    (made / "desk" / "a.js").write_text('import "./b.js";\n' * 50)
    (made / "desk" / "b.js").write_text('import "./a.js";\n' * 50)
    settings.STATICFILES_DIRS = [made]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    return made


def test_static_files_are_copied_compressed_and_versioned(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "static"
    root.mkdir()
    first = static_files.collect(root)
    assert (root / "version").read_text() == first
    kept = root / first / "desk" / "a.js"
    assert kept.read_text() == (folder / "desk" / "a.js").read_text()
    packed = kept.with_name("a.js.br").read_bytes()
    assert brotli.decompress(packed) == kept.read_bytes()
    assert static_files.collect(root) == first


def test_changed_files_are_another_version_and_a_few_old_ones_stay(
    folder: Path, tmp_path: Path
) -> None:
    root = tmp_path / "static"
    root.mkdir()
    made = []
    for number in range(5):
        (folder / "desk" / "a.js").write_text(f"export const n = {number};\n")
        made.append(static_files.collect(root))
    assert len(set(made)) == 5
    left = {path.name for path in root.iterdir() if path.is_dir()}
    assert made[-1] in left
    assert len(left) == static_files.KEPT


def test_a_phone_gets_a_certificate_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "address", lambda: "192.168.7.9")
    key, file = certificate.files(tmp_path / "tls")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    made = x509.load_pem_x509_certificate(file.read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = names.get_values_for_type(x509.IPAddress)
    assert ipaddress.ip_address("192.168.7.9") in addresses
    # Phones refuse what is valid for longer than 398 days.
    assert made.not_valid_after_utc - made.not_valid_before_utc <= datetime.timedelta(days=398)
    before = file.read_bytes()
    certificate.files(tmp_path / "tls")
    assert file.read_bytes() == before
