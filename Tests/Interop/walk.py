#!/usr/bin/env python3
"""Walks matrix.json with the real program: each grant, each client authentication, at each server that runs.

Usage: walk.py --mintmark PATH [--only ID…] [--table] [-v]
Run under with-servers. Each row has a home of its own, in the vault. A row that is expected to fail and works is as wrong as
one that is expected to work and fails (`mintmark` in a row where the raw protocol can do more than the program). Prints what is wrong, then one line `N rows: …`; with --table the table of the README.
Exit code: 0 as expected, 1 something is not, 2 usage.
"""
import argparse, concurrent.futures, json, os, pathlib, re, shutil, subprocess, sys, tempfile, threading, urllib.error, urllib.request

here = pathlib.Path(__file__).resolve().parent
servers = os.environ.get("MINTMARK_INTEROP", "")
ca = os.environ.get("MINTMARK_INTEROP_CA", "")

# What the matrix holds and the program does not do, with the reason.
UNTRIED = {
    "token_of": "a profile revokes its own tokens only",
    "machine-registration": "machines are registered beforehand (CC-3)",
    "own-registration": "the matrix names its own redirect address or metadata; the program sends its own",
}


class Row:
    def __init__(self, row, program):
        self.row, self.program = row, program
        self.home = tempfile.mkdtemp(prefix="mintmark-walk-")
        self.log = []

    def environment(self, **more):
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LC_ALL", "LANG", "TMPDIR")}
        return kept | {"MINTMARK_HOME": self.home, "HOME": self.home} | more

    def run(self, *words, input=None):
        done = subprocess.run(
            [self.program, *words], env=self.environment(), input=input, capture_output=True, text=True, timeout=60)
        self.log.append(f"$ mintmark {' '.join(words)}\n{done.stdout}{done.stderr}-> {done.returncode}")
        return done

    def flags(self):
        return [f.replace("{ca}", ca).replace("{keys}", f"{servers}/keys") for f in self.row["flags"]]

    def login_words(self):
        row, words, secret = self.row, ["login", self.row["mcp_url"], "--profile", "p", "--store", "vault"], None
        words += ["--grant", row["grant"]]
        if row["grant"] not in ("device-code", "authorization-code"):
            words.append("--no-input")
        if row["client_id"]:
            words += ["--client-id", row["client_id"]]
        credential = row["credential"] or {}
        if "secret" in credential:
            words.append("--client-secret-stdin")
            secret = credential["secret"]
        if "key" in credential:
            words += ["--client-key", f"{servers}/keys/{credential['key']}"]
        if "assertion" in credential:
            words += ["--assertion-file", f"{servers}/keys/{credential['assertion']}"]
        flags = self.flags()
        # The operator trusts what the row says it trusts; discovery is walked all the same.
        if "--issuer" not in flags and "--token-endpoint" not in flags:
            words += ["--issuer", row["issuer"]]
        if row["authentication"] not in ("none", "private_key_jwt"):
            words += ["--auth-method", row["authentication"]]
        if row["grant"] == "authorization-code":
            words.append("--no-browser")
            uri = row.get("redirect_uri")
            if uri:
                words += ["--redirect-uri", uri.replace(":0/", "/")]
        return words + flags, secret

    def login(self):
        words, secret = self.login_words()
        if self.row["grant"] not in ("device-code", "authorization-code"):
            return self.run(*words, input=secret)
        # A person's login: what it prints is carried to the one who plays the person.
        child = subprocess.Popen(
            [self.program, *words], env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        if secret:
            child.stdin.write(secret)
        child.stdin.close()
        out = []
        reader = threading.Thread(target=lambda: out.append(child.stdout.read()))
        reader.start()
        limit = threading.Timer(90, child.kill)
        limit.start()
        lines, url, asked = [], None, False
        for line in child.stderr:
            lines.append(line)
            address = re.match(r"\s*(https?://\S+)$", line)
            if address and not asked:
                url = address.group(1)
                if self.row["grant"] == "authorization-code":
                    self.person("authorize", url, "--follow")
                    asked = True
            code = re.match(r"\s*code: (\S+)", line)
            if code and url and not asked:
                self.person("device", url, code.group(1))
                asked = True
        child.wait()
        limit.cancel()
        reader.join()
        done = subprocess.CompletedProcess(words, child.returncode, "".join(out), "".join(lines))
        self.log.append(f"$ mintmark {' '.join(words)}\n{done.stdout}{done.stderr}-> {done.returncode}")
        return done

    def person(self, *words):
        done = subprocess.run(
            [sys.executable, here / "approve.py", *words] + (["--ca", ca] if ca else []), capture_output=True, text=True,
            timeout=60)
        self.log.append(f"$ approve {words[0]}\n{done.stdout[-400:]}{done.stderr}-> {done.returncode}")

    def use(self):
        """Whether what was logged in is good for what it is for."""
        row = self.row
        if row.get("mcp", True):
            probe = self.run("probe", "p")
            if probe.returncode:
                return False
        else:
            if not self.get(self.proof()):
                return False
        if row.get("subject") and not self.subject_is(row["subject"]):
            return False
        if row.get("refresh"):
            return all(self.run("token", "p", "--force-new").returncode == 0 for _ in range(2))
        return True

    def get(self, proof, may_want_nonce=True):
        """The resource with the token's headers; a nonce that it asks for goes into a second proof (RFC 9449 section 9)."""
        headers = self.run("token", "p", "--headers-json", *proof)
        if headers.returncode:
            return False
        request = urllib.request.Request(self.row["mcp_url"], headers=json.loads(headers.stdout))
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            nonce = error.headers.get("DPoP-Nonce")
            if error.code == 401 and nonce and proof and may_want_nonce:
                return self.get(proof + ["--proof-nonce", nonce], may_want_nonce=False)
            self.log.append(f"GET {self.row['mcp_url']}: {error}")
            return False
        except OSError as error:
            self.log.append(f"GET {self.row['mcp_url']}: {error}")
            return False

    def proof(self):
        return ["--proof-for", f"GET {self.row['mcp_url']}"] if self.row.get("dpop") else []

    def subject_is(self, subject):
        if self.run("connect", self.row["mcp_url"], "@w", "--profile", "p").returncode:
            return False
        return subject in self.run("@w", "tools-call", "whoami").stdout

    def works(self):
        operation = self.row["operation"]
        if self.login().returncode:
            return False
        if operation == "introspect":
            done = self.run("show", "p", "--introspect", "--json")
            return done.returncode == 0 and json.loads(done.stdout)["introspection"].get("active") is True
        if operation == "revoke":
            done = self.run("logout", "p", "--yes", "--json")
            return done.returncode == 0 and "access_token" in json.loads(done.stdout)["revoked"]
        return self.use()

    def judge(self):
        try:
            worked = self.works()
        except Exception as error:  # a walker that trips is a wrong row, not a wrong run
            self.log.append(f"{type(error).__name__}: {error}")
            worked = None
        finally:
            shutil.rmtree(self.home, ignore_errors=True)
        return worked


def untried(row):
    if row.get("token_of"):
        return "token_of"
    if row["operation"] == "register":
        return "machine-registration" if row["grant"] == "client-credentials" else None
    return None


def table(results):
    """Grant and authentication by server: ✓ works, ✗ fails as it must, by name below."""
    names = {"client-credentials": "client-credentials", "device-code": "device-code",
             "authorization-code": "authorization-code", "jwt-bearer": "jwt-bearer"}
    columns = sorted({r["authorization_server"] for r, _ in results})
    print("| grant · client authentication | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    keys = []
    for row, _ in results:
        key = (row["grant"], row["authentication"], row.get("algorithm") or "")
        if key not in keys:
            keys.append(key)
    for key in sorted(keys, key=lambda k: (list(names).index(k[0]), k[1], k[2])):
        cells = []
        for column in columns:
            found = [(r, w) for r, w in results
                     if (r["grant"], r["authentication"], r.get("algorithm") or "") == key and r["authorization_server"] == column]
            good = sum(1 for r, w in found if w and r["expect"] == "works")
            bad = sum(1 for r, w in found if r["expect"] == "fails")
            cells.append((f"✓ {good}" if good else "") + (f" ✗ {bad}" if bad else "") if found else "–")
        print(f"| {key[0]} · {key[1]}{' ' + key[2] if key[2] else ''} | " + " | ".join(c.strip() for c in cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mintmark", required=True)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    if not servers:
        print("walk.py: run it under Tests/Interop/with-servers", file=sys.stderr)
        return 2
    rows = [r for r in json.loads((here / "matrix.json").read_text()) if not options.only or r["id"] in options.only]
    skipped = [r for r in rows if untried(r)]
    rows = [r for r in rows if not untried(r)]
    results, wrong = [], []

    def walk(row):
        one = Row(row, options.mintmark)
        return row, one.judge(), one.log

    # glewlwyd mixes up people's consents that arrive together: its rows go one after the other, the others beside them.
    lanes = {}
    for row in rows:
        lanes.setdefault("glewlwyd" if "glewlwyd" in row["authorization_server"] else "authlib", []).append(row)
    with concurrent.futures.ThreadPoolExecutor(max_workers=max(len(lanes), 1)) as pool:
        for lane in pool.map(lambda lane: [walk(row) for row in lane], lanes.values()):
            for row, worked, log in lane:
                results.append((row, worked))
                if worked is not (row.get("mintmark", row["expect"]) == "works"):
                    wrong.append(row)
                    print(f"WRONG {row['id']}: expected {row.get('mintmark', row['expect'])} ({row.get('reason', 'no reason')}), "
                          f"{'it worked' if worked else 'it failed'}\n  " + "\n".join(log).replace("\n", "\n  "))
                elif options.v:
                    print(f"as expected {row['id']}: {row['expect']}")
    if options.table:
        table(results)
    for row in skipped if options.v else []:
        print(f"not tried {row['id']}: {UNTRIED[untried(row)]}")
    print(f"{len(rows)} rows: {len(rows) - len(wrong)} as expected, {len(wrong)} wrong, {len(skipped)} not Mintmark's to do")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
