# SPDX-License-Identifier: Apache-2.0
"""A self-made certificate, so that a visitor's phone may use its camera and position.

Browsers give both to https only. Used when HOST is open to the network; a real site has its own.
"""

import datetime
import ipaddress
import os
import socket
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# Phones refuse certificates that are valid for longer.
VALID_DAYS = 397
LAST_DAYS = datetime.timedelta(days=7)


def address() -> str:
    """This machine's address in its network (asking the routing table; nothing is sent)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _certificate(key: ec.EllipticCurvePrivateKey, own: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "county governance demo")])
    now = datetime.datetime.now(datetime.UTC)
    addresses = dict.fromkeys((own, "127.0.0.1"))
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    names += [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def _still_valid(file: Path) -> bool:
    if not file.exists():
        return False
    known = x509.load_pem_x509_certificate(file.read_bytes())
    return known.not_valid_after_utc > datetime.datetime.now(datetime.UTC) + LAST_DAYS


def files(directory: Path) -> tuple[Path, Path]:
    """Key and certificate for this machine's present address, made where they are missing."""
    directory.mkdir(parents=True, exist_ok=True)
    own = address()
    key_file, file = directory / f"{own}.key", directory / f"{own}.crt"
    if not (key_file.exists() and _still_valid(file)):
        key = ec.generate_private_key(ec.SECP256R1())
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as to:
            to.write(secret)
        made = _certificate(key, own)
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return key_file, file
