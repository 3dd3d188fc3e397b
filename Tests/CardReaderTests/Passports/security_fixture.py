"""Writes SecurityFixture.swift: signed hash lists as an issuing state would make them.

Made with PyPI asn1crypto 1.5.1 and cryptography, so that nothing of it comes from the library that
checks it. Run: python3 security_fixture.py > SecurityFixture.swift
"""

import datetime
import hashlib

from asn1crypto import algos, cms, core, x509 as ax509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

MRZ = (
    b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    b"L898902C36UTO7408122F1204159ZE184226B<<<<<10"
)
ZONE = b"\x61\x5b\x5f\x1f\x58" + MRZ
PICTURE = b"\x75\x04\x7f\x61\x01\x00"


class HashList(core.Sequence):
    _fields = [("number", core.Integer), ("hash", core.OctetString)]


class HashLists(core.SequenceOf):
    _child_spec = HashList


class SecurityObject(core.Sequence):
    _fields = [
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", HashLists),
    ]


class Certificates(core.SetOf):
    _child_spec = ax509.Certificate


class MasterList(core.Sequence):
    _fields = [("version", core.Integer), ("list", Certificates)]


cms.ContentType._map["2.23.136.1.1.1"] = "lds_security_object"
cms.ContentType._map["2.23.136.1.1.2"] = "master_list"


def name(country, common):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def certificate(subject, key, issuer, issuer_key, authority, until=2050):
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2010, 1, 1))
        .not_valid_after(datetime.datetime(until, 1, 1))
        .add_extension(x509.BasicConstraints(authority, 0 if authority else None), True)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def signed(kind, content, signer, key, pss=False):
    digest = hashlib.sha256(content).digest()
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [kind]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
        ]
    )
    message = attributes.dump()
    if pss:
        algorithm = {
            "algorithm": "rsassa_pss",
            "parameters": {
                "hash_algorithm": {"algorithm": "sha256"},
                "mask_gen_algorithm": {
                    "algorithm": "mgf1",
                    "parameters": {"algorithm": "sha256"},
                },
                "salt_length": 32,
            },
        }
        signature = key.sign(
            message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()
        )
    else:
        algorithm = {"algorithm": "sha256_ecdsa"}
        signature = key.sign(message, ec.ECDSA(hashes.SHA256()))
    parsed = ax509.Certificate.load(der(signer))
    body = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {
                "content_type": kind,
                "content": core.ParsableOctetString(content),
            },
            "certificates": [parsed],
            "signer_infos": [
                {
                    "version": "v1",
                    "sid": {
                        "issuer_and_serial_number": {
                            "issuer": parsed.issuer,
                            "serial_number": parsed.serial_number,
                        }
                    },
                    "digest_algorithm": {"algorithm": "sha256"},
                    "signed_attrs": attributes,
                    "signature_algorithm": algorithm,
                    "signature": signature,
                }
            ],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": body}).dump()


def wrapped(content):
    length = len(content)
    return b"\x77\x82" + length.to_bytes(2, "big") + content


def security(algorithm, groups, signer, key, pss=False, kind="lds_security_object"):
    listed = [
        {"number": number, "hash": hashlib.new(algorithm, group).digest()}
        for number, group in groups.items()
    ]
    content = SecurityObject(
        {"version": 0, "algorithm": {"algorithm": algorithm}, "hashes": listed}
    ).dump()
    return wrapped(signed(kind, content, signer, key, pss))


def swift(title, note, content):
    text = content.hex()
    lines = [text[start : start + 88] for start in range(0, len(text), 88)]
    joined = "\n        ".join(lines)
    return f'    /// {note}\n    static let {title} = [UInt8](\n        """\n        {joined}\n        """)\n'


def main():
    curve = ec.SECP256R1()
    authority_key = ec.generate_private_key(curve)
    other_key = ec.generate_private_key(curve)
    signer_key = ec.generate_private_key(ec.BrainpoolP256R1())
    pss_key = rsa.generate_private_key(65537, 2048)
    utopia, signer_name = name("UT", "CSCA 样张"), name("UT", "DSC 样张")
    authority = certificate(utopia, authority_key, utopia, authority_key, True)
    namesake = certificate(utopia, other_key, utopia, other_key, True)
    signer = certificate(signer_name, signer_key, utopia, authority_key, False)
    pss = certificate(signer_name, pss_key, utopia, authority_key, False)
    expired = certificate(signer_name, signer_key, utopia, authority_key, False, 2020)
    groups = {1: ZONE, 2: PICTURE}
    masters = MasterList(
        {"version": 0, "list": [ax509.Certificate.load(der(c)) for c in (authority, namesake)]}
    ).dump()
    parts = [
        swift("authority", "The issuing state's certificate.", der(authority)),
        swift("namesake", "Another authority that calls itself by the same name.", der(namesake)),
        swift("signer", "The document signer's certificate.", der(signer)),
        swift(
            "ecdsa",
            "EF.SOD with SHA-256, signed by ECDSA over brainpoolP256r1.",
            security("sha256", groups, signer, signer_key),
        ),
        swift(
            "pss",
            "EF.SOD with SHA-1 hashes, signed by RSASSA-PSS.",
            security("sha1", groups, pss, pss_key, True),
        ),
        swift(
            "expired",
            "EF.SOD whose signer's certificate ended in 2020.",
            security("sha256", groups, expired, signer_key),
        ),
        swift(
            "otherContent",
            "The hash list signed as if it were plain data.",
            security("sha256", groups, signer, signer_key, kind="data"),
        ),
        swift(
            "masterList",
            "A master list of both authorities, signed by the document signer.",
            signed("master_list", masters, signer, signer_key),
        ),
    ]
    print("/// Made by security_fixture.py; keys were thrown away.")
    print("enum SecurityFixture {")
    print("    /// DG2 as the hash lists have it: an empty template.")
    print(f'    static let picture = [UInt8]("{PICTURE.hex()}")\n')
    print("\n".join(parts), end="")
    print("}")


main()
