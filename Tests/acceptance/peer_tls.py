"""TLS as peers speak it, by other means than moso's own: Python's, with certificates that openssl makes.

A script may call a daemon as a site whose key file it can read, or stand in a hub's place.
"""
import socket
import ssl
import subprocess
import tempfile

REALM = "moso.invalid"


def openssl(folder, *words):
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, cwd=folder)
    if done.returncode != 0:
        raise SystemExit(f"openssl {words}: {done.stderr}")
    return done.stdout


def pem(folder, key_file, name):
    """The key of `replica.key` as openssl reads it: RFC 8410, 7."""
    seed = bytes.fromhex(key_file.read_text().split("\n")[1].split()[1])
    (folder / "key.der").write_bytes(bytes.fromhex("302e020100300506032b657004220420") + seed)
    path = folder / f"{name}.key"
    openssl(folder, "pkey", "-inform", "der", "-in", "key.der", "-out", path.name)
    (folder / "key.der").unlink()
    return path


def certificate(folder, name, key, label, expired=False):
    """As moso makes them: docs/formats/certificate.md."""
    (folder / "ca.cnf").write_text(f"""
[ca]
default_ca = ca
[ca]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
policy = any
default_md = default
unique_subject = no
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:{label}.{REALM}
[req]
distinguished_name = dn
[dn]
""")
    (folder / "index").write_text("")
    openssl(folder, "req", "-x509", "-new", "-key", key, "-subj", f"/CN={label}", "-out", "issuer.pem",
            "-config", "ca.cnf")
    openssl(folder, "req", "-new", "-key", key, "-subj", f"/CN={label}.{REALM}", "-out", "request.pem",
            "-config", "ca.cnf")
    dates = (["-startdate", "20200101000000Z", "-enddate", "20200301000000Z"] if expired else ["-days", "30"])
    openssl(folder, "ca", "-batch", "-config", "ca.cnf", "-cert", "issuer.pem", "-keyfile", key, "-in",
            "request.pem", "-rand_serial", "-notext", "-out", f"{name}.pem", *dates)
    return folder / f"{name}.pem"


def sign(key, message):
    """Ed25519, by the key of a chain."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        return subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", file.name],
                              capture_output=True, check=True).stdout


def client(chain):
    """A context that shows a chain and looks at nothing: what the other end shows is for the caller."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if chain:
        context.load_cert_chain(*chain)
    return context


def server(chain):
    """A context that shows a chain and takes any client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(*chain)
    return context


def connect(port, chain, name, timeout=20):
    line = socket.create_connection(("127.0.0.1", port), timeout=timeout)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        return client(chain).wrap_socket(line, server_hostname=name)
    except BaseException:
        line.close()
        raise
