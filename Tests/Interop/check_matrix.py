"""Walks matrix.json with the raw protocol: each row must do what it says, so that a row that fails for us is our fault.

Usage: check_matrix.py [-v] [PART OF AN ID ...]     (beside the servers: Scripts/interop --check)
Reads each row's settings the way that mintmark reads its flags, and nothing else.
"""
import base64, hashlib, json, os, re, secrets, subprocess, sys, time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, quote, quote_plus, urlencode, urlsplit
import requests
import interop_keys as K

HERE = os.path.dirname(os.path.abspath(__file__))
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
GRANTS = {"client-credentials": "client_credentials", "authorization-code": "authorization_code", "device-code": DEVICE,
          "jwt-bearer": "urn:ietf:params:oauth:grant-type:jwt-bearer"}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ENCODINGS = {"raw": lambda text: text, "percent": lambda text: quote(text, safe=""), "form": quote_plus}
BARE = {"--no-resource", "--send-client-id", "--dpop"}


class Failed(Exception):
    """A row's end before its goal, and the stage at which it came."""

    def __init__(self, stage, text):
        super().__init__(f"{stage}: {text}")
        self.stage = stage


def need(condition, stage, text):
    if not condition:
        raise Failed(stage, text)


def answer(response):
    return f"{response.status_code} {response.text[:160]!r}"


def approve(*arguments):
    run = subprocess.run([sys.executable, f"{HERE}/approve.py", *arguments], capture_output=True, text=True, timeout=60)
    need(run.returncode == 0, "authorize", run.stderr.strip())
    return run.stdout


class Row:
    def __init__(self, row):
        self.row, self.folder, self.flags = row, os.environ["MINTMARK_INTEROP"], {}
        words = [word.replace("{ca}", os.environ["MINTMARK_INTEROP_CA"]).replace("{keys}", self.folder + "/keys")
                 for word in row["flags"]]
        while words:
            flag = words.pop(0)
            self.flags[flag] = True if flag in BARE else words.pop(0)
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.verify = self.flags.get("--ca-file", True)
        self.dpop_key, self.nonces = K.new_key("ES256") if "--dpop" in self.flags else None, {}
        self.client_id, self.key, self.key_id = row["client_id"], None, self.flags.get("--key-id")
        credential = row["credential"] or {}
        self.secret = credential.get("secret")
        if "key" in credential:
            self.key = K.load(f"{self.folder}/keys/{credential['key']}")

    # Requests

    def send(self, method, url, token=None, **options):
        """With a DPoP proof where the row wants one, and again with the server's nonce when it asks."""
        for _ in range(2):
            headers = dict(options.pop("headers", {}))
            if token:
                headers["Authorization"] = f"{'DPoP' if self.dpop_key else 'Bearer'} {token}"
            if self.dpop_key:
                origin = urlsplit(url).netloc
                headers["DPoP"] = K.dpop(self.dpop_key, "ES256", method, url, token, self.nonces.get(origin))
            try:
                response = self.http.request(method, url, headers=headers, timeout=20, **options)
            except requests.exceptions.SSLError as error:
                raise Failed("tls", error) from error
            if self.dpop_key and "DPoP-Nonce" in response.headers:
                self.nonces[origin] = response.headers["DPoP-Nonce"]
                if "use_dpop_nonce" in response.text:
                    continue
            return response
        raise Failed("token", "asks for a nonce again and again")

    def authenticated(self, url, form):
        """A POST with this row's client authentication."""
        form, headers, method = dict(form), {}, self.row["authentication"]
        if method == "client_secret_basic":
            encode = ENCODINGS[self.flags.get("--basic-encoding", "form")]
            pair = f"{encode(self.client_id)}:{encode(self.secret)}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        elif method == "client_secret_post":
            need(self.flags.get("--auth-method") == method, "flags", "--auth-method is not there")
            form.update(client_id=self.client_id, client_secret=self.secret)
        elif method == "private_key_jwt":
            default = "endpoint" if "--token-endpoint" in self.flags else "issuer"
            audience = self.flags.get("--assertion-audience", default)
            audience = {"issuer": self.row["issuer"], "endpoint": url}.get(audience, audience)
            algorithm = self.flags["--client-key-alg"]
            need(algorithm == self.row["algorithm"], "flags", "algorithm")
            form.update(client_assertion_type=ASSERTION, client_assertion=K.assertion(
                self.key, algorithm, self.client_id, audience, self.key_id or K.thumbprint(self.key)))
            if "--send-client-id" in self.flags:
                form["client_id"] = self.client_id
        elif self.client_id:
            form["client_id"] = self.client_id
        return self.send("POST", url, data=form, headers=headers)

    # The way to a token

    def discover(self):
        self.scope = self.flags.get("--scope")
        if "--token-endpoint" in self.flags:
            self.metadata, self.resource = {"token_endpoint": self.flags["--token-endpoint"]}, self.row["mcp_url"]
            return
        self.resource, issuer = self.row["mcp_url"], self.flags.get("--issuer")
        if self.row.get("mcp", True):
            issuer = self.protected_resource()
        else:
            self.send("GET", self.row["mcp_url"])
        need(issuer == self.row["issuer"], "discovery", f"the server's issuer is {issuer}")
        url = urlsplit(issuer)
        root = f"{url.scheme}://{url.netloc}"
        for place in (f"{root}/.well-known/oauth-authorization-server{url.path}",
                      f"{root}/.well-known/openid-configuration{url.path}", f"{issuer}/.well-known/openid-configuration"):
            response = self.send("GET", place)
            if response.status_code == 200:
                self.metadata = response.json()
                need(self.metadata["issuer"] == issuer, "discovery", "issuer mismatch")
                return
        raise Failed("discovery", "no metadata of " + issuer)

    def protected_resource(self):
        url = self.row["mcp_url"]
        response = self.send("POST", url, json={}, headers={"Accept": "application/json, text/event-stream"})
        challenge = response.headers.get("WWW-Authenticate", "")
        found = re.search(r'resource_metadata="([^"]+)"', challenge)
        need(response.status_code == 401 and found, "discovery", answer(response))
        described = self.send("GET", found[1]).json()
        need(described["resource"] == url, "discovery", f"the resource is {described['resource']}")
        if not self.scope:
            asked = re.search(r'scope="([^"]+)"', challenge)
            self.scope = asked[1] if asked else " ".join(described.get("scopes_supported", []))
        return described["authorization_servers"][0].rstrip("/")

    def target(self):
        return {} if "--no-resource" in self.flags else {"resource": self.resource}

    def token(self, form):
        response = self.authenticated(self.metadata["token_endpoint"], {**form, **self.target()})
        need(response.status_code == 200, "token", answer(response))
        body = response.json()
        wanted = "dpop" if self.dpop_key else "bearer"
        need(body["token_type"].lower() == wanted, "token", f"token_type is {body['token_type']}")
        return body

    def obtain(self):
        grant = self.row["grant"]
        form = {"grant_type": GRANTS[grant], **({"scope": self.scope} if self.scope else {})}
        if grant == "device-code":
            return self.by_device()
        if grant == "authorization-code":
            return self.by_code()
        if grant == "jwt-bearer":
            with open(f"{self.folder}/keys/{self.row['credential']['assertion']}") as file:
                form["assertion"] = file.read()
        return self.token(form)

    def by_device(self):
        form = {"scope": self.scope, **self.target()}
        response = self.authenticated(self.metadata["device_authorization_endpoint"], form)
        need(response.status_code == 200, "device", answer(response))
        body = response.json()
        poll = {"grant_type": DEVICE, "device_code": body["device_code"]}
        for allowed in (["authorization_pending"], ["authorization_pending", "slow_down"]):
            early = self.authenticated(self.metadata["token_endpoint"], {**poll, **self.target()})
            need(early.status_code == 400 and early.json()["error"] in allowed, "token", answer(early))
        approve("device", body["verification_uri"], body["user_code"])
        time.sleep(body.get("interval", 5) + 0.1)
        return self.token(poll)

    def by_code(self):
        """The loopback listener is real: approve.py follows the redirect to it."""
        redirect = urlsplit(self.row["redirect_uri"])
        requests_seen = []

        class Listener(BaseHTTPRequestHandler):
            def do_GET(self):
                requests_seen.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"You may close this page.")

            def log_message(self, *_):
                pass

        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        challenge = K.b64u(hashlib.sha256(verifier.encode()).digest())
        with HTTPServer((redirect.hostname, redirect.port), Listener) as listener:
            uri = f"http://{redirect.hostname}:{listener.server_port}{redirect.path}"
            query = {"response_type": "code", "client_id": self.client_id, "redirect_uri": uri, "scope": self.scope,
                     "state": state, "code_challenge": challenge, "code_challenge_method": "S256", **self.target()}
            with ThreadPoolExecutor(1) as pool:
                listener.timeout = 20
                url = f"{self.metadata['authorization_endpoint']}?{urlencode(query)}"
                run = pool.submit(approve, "authorize", url, "--follow")
                while not requests_seen and not run.done():
                    listener.timeout = 0.1
                    listener.handle_request()
                printed = run.result()
        need(len(requests_seen) == 1, "authorize", f"the listener saw {len(requests_seen)} requests; {printed}")
        got = {name: values[0] for name, values in parse_qs(urlsplit(requests_seen[0]).query).items()}
        need(got.get("state") == state and got.get("iss") == self.row["issuer"], "authorize", str(got))
        form = {"grant_type": "authorization_code", "code": got["code"], "redirect_uri": uri}
        wrong = self.authenticated(self.metadata["token_endpoint"], {**form, "code_verifier": "x" * 43, **self.target()})
        need(wrong.status_code >= 400, "token", "a wrong code_verifier was taken")
        return self.token({**form, "code_verifier": verifier})

    # What the token is good for

    def use(self, token):
        url = self.row["mcp_url"]
        if not self.row.get("mcp", True):
            response = self.send("GET", url, token)
            need(response.status_code == 200 and response.json().get("sub"), "use", answer(response))
            return
        session = {}

        def call(method, identity, **params):
            body = {"jsonrpc": "2.0", "method": method, "params": params}
            headers = {"Accept": "application/json, text/event-stream", **session}
            response = self.send("POST", url, token, json={**body, **({"id": identity} if identity else {})}, headers=headers)
            need(response.status_code in (200, 202), "mcp", answer(response))
            if "Mcp-Session-Id" in response.headers:
                session["Mcp-Session-Id"] = response.headers["Mcp-Session-Id"]
            if not identity:
                return None
            response.encoding = "utf-8"
            events = re.findall(r"^data: ?(\{.*)$", response.text, re.M) or [response.text]
            return next(event["result"] for event in map(json.loads, events) if event.get("id") == identity)

        started = call("initialize", 1, protocolVersion="2025-11-25", capabilities={},
                       clientInfo={"name": "check-matrix", "version": "1"})
        session["MCP-Protocol-Version"] = started["protocolVersion"]
        call("notifications/initialized", None)
        names = sorted(tool["name"] for tool in call("tools/list", 2)["tools"])
        need(names == ["add", "whoami"], "mcp", str(names))
        said = call("tools/call", 3, name="whoami", arguments={})["content"][0]["text"]
        expected = self.row.get("subject") or self.client_id
        need(said.split()[0] == expected and "mcp:read" in said, "mcp", said)
        call("tools/call", 4, name="add", arguments={"a": 19, "b": 23})

    def refresh(self, body):
        first = body["refresh_token"]
        for _ in range(2):
            form = {"grant_type": "refresh_token", "refresh_token": body["refresh_token"]}
            new = self.token(form)
            rotated = new.get("refresh_token", body["refresh_token"]) != body["refresh_token"]
            need(rotated == (self.row["refresh"] == "rotates"), "refresh", f"rotated: {rotated}")
            body = {**body, **new}
        self.use(body["access_token"])
        old = self.authenticated(self.metadata["token_endpoint"], {
            "grant_type": "refresh_token", "refresh_token": first, **self.target()})
        need((old.status_code == 200) == (self.row["refresh"] == "keeps"), "refresh", "the first one again: " + answer(old))

    # Operations

    def login(self):
        self.discover()
        body = self.obtain()
        self.use(body["access_token"])
        if "refresh" in self.row:
            self.refresh(body)
        else:
            need("refresh_token" not in body, "token", "a refresh token that nobody expected")

    def foreign_token(self):
        owner = next(row for row in MATRIX if row["operation"] == "login" and row["expect"] == "works"
                     and row["client_id"] == self.row["token_of"] and row["mcp_url"] == self.row["mcp_url"])
        other = Row(owner)
        other.discover()
        return other.obtain()["access_token"], other

    def some_token(self):
        self.discover()
        return self.foreign_token() if "token_of" in self.row else (self.obtain()["access_token"], self)

    def introspection(self, token):
        response = self.authenticated(self.metadata["introspection_endpoint"], {"token": token})
        need(response.status_code == 200, "introspect", answer(response))
        return response.json()

    def introspect(self):
        token, owner = self.some_token()
        claims = self.introspection(token)
        need(claims["active"], "introspect", str(claims))
        # glewlwyd names the client only to a caller that authenticates with Basic.
        need(claims.get("client_id", owner.client_id) == owner.client_id, "introspect", str(claims))
        need("mcp:read" in claims["scope"], "introspect", str(claims))
        need(not self.introspection("garbage")["active"], "introspect", "garbage is active")

    def revoke(self):
        token, owner = self.some_token()
        for _ in range(2):  # a second time is fine (RFC 7009 section 2.2)
            form = {"token": token, "token_type_hint": "access_token"}
            response = self.authenticated(self.metadata["revocation_endpoint"], form)
            need(response.status_code == 200, "revoke", answer(response))
        need(not owner.introspection(token)["active"], "revoke", "it is still active")

    def register(self):
        self.discover()
        grants = [GRANTS[self.row["grant"]]]
        wanted = {"client_name": "check-matrix", "grant_types": grants, "response_types": [], **self.row["registration"],
                  "token_endpoint_auth_method": self.row["authentication"], "scope": "mcp:read"}
        if self.row["authentication"] == "private_key_jwt":
            self.key = K.new_key(self.row["algorithm"])
            wanted["jwks"] = {"keys": [self.public_key()]}
        response = self.send("POST", self.metadata["registration_endpoint"], json=wanted)
        need(response.status_code in (200, 201), "register", answer(response))
        made = response.json()
        self.client_id, self.secret = made["client_id"], made.get("client_secret")
        manage = lambda method, **options: self.send(
            method, made["registration_client_uri"], headers={"Authorization": "Bearer " + made["registration_access_token"]},
            **options)
        is_machine = self.row["grant"] == "client-credentials"
        if is_machine:
            self.use(self.obtain()["access_token"])
        read = manage("GET")
        need(read.status_code == 200 and read.json().get("client_secret") == self.secret, "register", answer(read))
        self.update(manage, {**wanted, "client_id": self.client_id})
        if is_machine:
            self.use(self.obtain()["access_token"])
        need(manage("DELETE").status_code in (200, 204), "register", "DELETE")
        if is_machine:
            gone = self.authenticated(self.metadata["token_endpoint"], {"grant_type": "client_credentials", "scope": "mcp:read"})
            need(gone.status_code >= 400, "register", "the removed client still gets tokens")

    def public_key(self):
        return K.jwk(self.key, kid=self.key_id, alg=self.row["algorithm"], use="sig")

    def update(self, manage, body):
        """RFC 7592: what a rotation rests on."""
        if self.row["on_put"] == "new-keys":
            old, old_id = self.key, self.key_id
            before = self.public_key()
            self.key, self.key_id = K.new_key(self.row["algorithm"]), "k-next"
            response = manage("PUT", json={**body, "jwks": {"keys": [before, self.public_key()]}})
            need(response.status_code == 200, "register", answer(response))
            new, (self.key, self.key_id) = (self.key, self.key_id), (old, old_id)
            self.obtain()  # the old key is good during the overlap
            self.key, self.key_id = new
            response = manage("PUT", json={**body, "jwks": {"keys": [self.public_key()]}})
            need(response.status_code == 200, "register", answer(response))
            return
        response = manage("PUT", json=body)
        need(response.status_code == 200, "register", answer(response))
        told = response.json().get("client_secret")
        need((told != self.secret) == (self.row["on_put"] == "new-secret"), "register", "on_put: " + answer(response))
        if told != self.secret:
            old, self.secret = self.secret, told
            need(manage("GET").json()["client_secret"] == told, "register", "GET does not show the new secret")
            self.secret = old
            form = {"grant_type": "client_credentials", "scope": "mcp:read"}
            need(self.authenticated(self.metadata["token_endpoint"], form).status_code >= 400, "register", "the old secret works")
            self.secret = told


def check(row):
    """What is wrong with the row (or nothing), what happened, and the seconds that it took."""
    began = time.monotonic()
    try:
        getattr(Row(row), row["operation"])()
        wrong = None if row["expect"] == "works" else "works, though the row says that it fails"
    except Failed as failed:
        wrong = None if row["expect"] == "fails" and failed.stage == row["stage"] else str(failed)
        note = str(failed)
    except Exception as error:  # a row must not take the others down
        wrong = note = f"{type(error).__name__}: {error}"
    else:
        note = "works"
    return wrong, note, time.monotonic() - began


def walk(rows):
    """How many are wrong."""
    wrongs = 0
    for row in rows:
        wrong, note, seconds = check(row)
        wrongs += wrong is not None
        if wrong:
            print(f"WRONG {row['id']}: {wrong}", flush=True)
        elif "-v" in sys.argv:
            print(f"ok    {row['id']}  {seconds:.1f} s  {note}", flush=True)
    return wrongs


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "-v"]
    with open(f"{HERE}/matrix.json") as file:
        MATRIX = json.load(file)
    chosen = [row for row in MATRIX if not words or any(word in row["id"] for word in words)]
    began = time.monotonic()
    # glewlwyd mixes up device codes and consents that arrive at the same time: one row after the other at each server.
    queues = {}
    for row in chosen:
        queues.setdefault(row["authorization_server"].removesuffix("-nonce"), []).append(row)
    with ThreadPoolExecutor(len(queues) or 1) as pool:
        wrongs = sum(pool.map(walk, queues.values()))
    works = sum(row["expect"] == "works" for row in chosen)
    print(f"{len(chosen)} rows: {works} work, {len(chosen) - works} known failures; {wrongs} wrong; {time.monotonic() - began:.1f} s")
    sys.exit(1 if wrongs or not chosen else 0)
