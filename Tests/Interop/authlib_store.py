"""What the Authlib server of the bench keeps in memory: its clients, tokens, codes and users, and the bench's controls."""
import glob, os, time, uuid
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin
from joserfc.jwk import ECKey, OKPKey, RSAKey

USERS = {"dev": "password"}
SCOPES = ["mcp:read", "mcp:write"]
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
SECRET_METHODS = ("client_secret_basic", "client_secret_post")
LOOPBACK = ("http://127.0.0.1", "http://[::1]", "http://localhost")


class User:
    def __init__(self, name):
        self.name = name

    def get_user_id(self):
        return self.name


class Client(ClientMixin):
    def __init__(self, client_id, client_secret=None, jwks=None, methods=SECRET_METHODS, grant_types=("client_credentials",),
                 scope=" ".join(SCOPES), redirect_uris=(), metadata=None):
        self.client_id, self.client_secret, self.jwks, self.methods = client_id, client_secret, jwks, list(methods)
        self.grant_types, self.scope, self.redirect_uris = list(grant_types), scope, list(redirect_uris)
        self.client_metadata, self.client_info, self.registration_token = metadata or {}, {}, None

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return " ".join(word for word in (scope or self.scope).split() if word in self.scope.split())

    def check_redirect_uri(self, uri):
        """Any port of a loopback address (RFC 8252 section 7.3); else letter by letter."""
        return uri in self.redirect_uris or without_port(uri) in map(without_port, self.redirect_uris)

    def check_client_secret(self, secret):
        return self.client_secret is not None and secret == self.client_secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method in self.methods or method == "client_assertion_jwt" and "private_key_jwt" in self.methods

    def check_response_type(self, response_type):
        return response_type == "code" and "authorization_code" in self.grant_types

    def check_grant_type(self, grant_type):
        return grant_type in self.grant_types


def without_port(uri):
    for host in LOOPBACK:
        if uri.startswith(host + ":") and "/" in uri[len(host):]:
            return host + "/" + uri[len(host):].split("/", 1)[1]
    return uri


class Token(TokenMixin):
    def __init__(self, answer, client, subject, resource):
        self.client_id, self.subject, self.resource = client.client_id, subject, resource
        self.access_token, self.refresh_token = answer["access_token"], answer.get("refresh_token")
        self.scope, self.expires_in, self.issued_at = answer["scope"], answer["expires_in"], int(time.time())
        self.revoked = self.refresh_revoked = False

    def check_client(self, client):
        return self.client_id == client.client_id

    def get_scope(self):
        return self.scope

    def is_expired(self):
        return time.time() > self.issued_at + self.expires_in

    def is_revoked(self):
        return self.revoked


class Code:
    """An authorization code, once."""

    def __init__(self, code, client_id, redirect_uri, scope, user, resource, challenge, method):
        self.code, self.client_id, self.redirect_uri, self.scope = code, client_id, redirect_uri, scope
        self.user, self.resource, self.code_challenge, self.code_challenge_method = user, resource, challenge, method

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope


class Store:
    def __init__(self, keys):
        self.clients, self.access, self.refresh, self.codes = {}, {}, {}, {}
        self.devices, self.grants, self.polls, self.assertions = {}, {}, {}, set()
        self.signing, self.log, self.faults = [self.new_signing_key()], [], []
        self.platforms = {"https://platform.test": (Client("workload-billing", methods=["none"], grant_types=[JWT_BEARER]),
                                                    public_set(f"{keys}/platform.pem", "RS256", "platform-1"))}
        self.workloads = {"system:serviceaccount:prod:billing"}
        for client in self.registered(keys):
            self.clients[client.client_id] = client

    @staticmethod
    def new_signing_key():
        return RSAKey.generate_key(2048, {"kid": uuid.uuid4().hex[:8], "use": "sig", "alg": "RS256"}, private=True)

    @staticmethod
    def registered(keys):
        yield Client("m2m-secret", "s3cret+/:%41 é")
        yield Client("m2m-basic-only", "basic-secret", methods=["client_secret_basic"])
        for path in glob.glob(os.path.join(keys, "m2m-jwt-*.pem")):
            algorithm = path.split("m2m-jwt-")[1][:-4]
            yield Client(f"m2m-jwt-{algorithm}", jwks=public_set(path, algorithm, f"k-{algorithm}"), methods=["private_key_jwt"])
        for kind, grant, redirects in (("dev", DEVICE_CODE, ()), ("code", "authorization_code", ["http://127.0.0.1/callback"])):
            more = {"grant_types": [grant, "refresh_token"], "redirect_uris": redirects}
            yield Client(f"{kind}-public", methods=["none"], **more)
            yield Client(f"{kind}-secret", f"{kind}-secret-1", **more)
            jwks = public_set(f"{keys}/{kind}-jwt-ES256.pem", "ES256", "k-ES256")
            yield Client(f"{kind}-jwt-ES256", jwks=jwks, methods=["private_key_jwt"], **more)

    def save(self, answer, client, subject, resource):
        token = Token(answer, client, subject, resource)
        self.access[token.access_token] = token
        if token.refresh_token:
            self.refresh[token.refresh_token] = token

    def find(self, token):
        return self.access.get(token) or self.refresh.get(token)

    def control(self, what, body):
        """The bench's own levers, beside OAuth: see the README."""
        if what == "fault":
            self.faults.append({"count": 1, **body})
        elif what == "client":
            self.clients.setdefault(body["client_id"], Client(body["client_id"])).__dict__.update(body)
        elif what == "approve":
            self.grants[body["user_code"]] = (User("dev"), not body.get("deny", False))
        elif what == "rotate":
            self.signing.insert(0, self.new_signing_key())
        else:
            return False
        return True


def public_set(path, algorithm, key_id):
    kind = {"Ed": OKPKey, "ES": ECKey}.get(algorithm[:2], RSAKey)
    with open(path) as file:
        key = kind.import_key(file.read(), {"kid": key_id, "use": "sig", "alg": algorithm})
    return {"keys": [key.as_dict(private=False)]}
