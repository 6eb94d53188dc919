"""Makes what the servers and clients of the interop bench sign with. Usage: make_keys.py KEYS TLS

KEYS: as-sign.pem, {m2m-jwt-ALG,dev-jwt-ES256,code-jwt-ES256}.pem (key id k-ALG), platform.pem (key id platform-1, issuer
https://platform.test) and tokens of that platform for one workload: platform.jwt (an hour), platform-tls.jwt (for the TLS
issuer), platform-expired.jwt, platform-audience.jwt (for somebody else).
TLS: ca.pem, and {good,expired,host,unknown}.{pem,key}. All names are 127.0.0.1 and localhost but for `host`.
"""
import datetime, ipaddress, os, sys, time, uuid
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
import interop_keys as K

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
PLATFORM, WORKLOAD = "https://platform.test", "system:serviceaccount:prod:billing"
ISSUER, TLS_ISSUER = "http://127.0.0.1:24700", "https://127.0.0.1:28443"


def client_keys(folder):
    K.save(K.new_key("RS256"), f"{folder}/as-sign.pem")
    for algorithm in ALGORITHMS:
        K.save(K.new_key(algorithm), f"{folder}/m2m-jwt-{algorithm}.pem")
    for client in ("dev", "code"):
        K.save(K.new_key("ES256"), f"{folder}/{client}-jwt-ES256.pem")


def platform_tokens(folder):
    key = K.new_key("RS256")
    K.save(key, f"{folder}/platform.pem")
    now = int(time.time())
    for name, audience, start, end in (
            ("platform", ISSUER, now, now + 3600), ("platform-tls", TLS_ISSUER, now, now + 3600),
            ("platform-expired", ISSUER, now - 7200, now - 3600), ("platform-audience", "https://other.test", now, now + 3600)):
        claims = {"iss": PLATFORM, "sub": WORKLOAD, "aud": audience, "iat": start, "exp": end, "jti": str(uuid.uuid4())}
        K.write(f"{folder}/{name}.jwt", K.jws(key, "RS256", claims, kid="platform-1").encode())


def certificate(key, name, issuer_name, issuer_key, days, extensions):
    now = datetime.datetime.now(datetime.timezone.utc)
    start, end = (now + datetime.timedelta(days=day) for day in days)
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(issuer_name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def authority(text):
    key, name = K.new_key("ES256"), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    pem = certificate(key, name, name, key, (-1, 30), [(x509.BasicConstraints(True, 0), True), (usage, True)])
    return key, name, pem


def server_certificates(folder):
    ours, other = authority("Mintmark interop CA"), authority("A CA that nobody trusts")
    K.write(f"{folder}/ca.pem", ours[2])
    here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    elsewhere = [x509.DNSName("other.test")]
    for name, (ca_key, ca_name, ca_pem), names, days in (
            ("good", ours, here, (-1, 30)), ("expired", ours, here, (-30, -1)),
            ("host", ours, elsewhere, (-1, 30)), ("unknown", other, here, (-1, 30))):
        key = K.new_key("ES256")
        K.save(key, f"{folder}/{name}.key")
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(names[0].value))])
        leaf = certificate(key, subject, ca_name, ca_key, days, [
            (x509.BasicConstraints(False, None), True), (x509.SubjectAlternativeName(names), False),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)])
        K.write(f"{folder}/{name}.pem", leaf + ca_pem)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for folder in sys.argv[1:]:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    client_keys(sys.argv[1])
    platform_tokens(sys.argv[1])
    server_certificates(sys.argv[2])
