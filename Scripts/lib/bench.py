"""Measures mintmark. Run by Scripts/bench with the servers of Tests/Interop and a private keyring.

Usage: bench.py BINARY [ROW ...]      rows: version cached fresh mcp renew list board idle flight absent
Whole processes: wall time by the monotonic clock, peak memory by wait4(2). Medians; the peer runs in the same loop.
"""
import fcntl, json, os, pty, select, shutil, signal, sqlite3, statistics, struct, subprocess, sys, tempfile, termios, time, urllib.request, uuid

BINARY, WANTED = os.path.abspath(sys.argv[1]), set(sys.argv[2:])
ISSUER, SERVER = "http://127.0.0.1:24700", "http://127.0.0.1:28081/mcp"
TOKEN_URL, CLIENT, SECRET = ISSUER + "/token", "m2m-basic-only", "basic-secret"
INTEROP = os.path.join(os.path.dirname(__file__), "../../Tests/Interop")
home = tempfile.mkdtemp(prefix="mintmark-bench-")
env = dict(os.environ, MINTMARK_HOME=home)
rows = []


def run(command, **options):
    """Wall milliseconds and peak MiB of one process; its exit code must be 0 unless told otherwise."""
    expected = options.pop("expected", 0)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=options.pop("env", env), **options)
    _, status, usage = os.wait4(process.pid, 0)
    wall = (time.perf_counter() - start) * 1e3
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        sys.exit(f"{command}: exit code {process.returncode}, not {expected}")
    return wall, usage.ru_maxrss / 1024


def side_by_side(ours, peer=None, count=25, **options):
    """Medians of both, measured in turns; the first run of each is a warm-up."""
    results = {0: [], 1: []}
    for index in range(count + 1):
        for which, command in enumerate((ours, peer)):
            if command is not None:
                measured = run(command, **options)
                if index:
                    results[which].append(measured)
    return [tuple(statistics.median(column) for column in zip(*results[which])) if results[which] else None for which in (0, 1)]


def row(what, ours, budget, peer="", ratio=""):
    rows.append((what, ours, budget, peer, ratio))
    print(f"  {what}: {ours}", file=sys.stderr, flush=True)


def wanted(name):
    return not WANTED or name in WANTED


def login(name, *more):
    command = [BINARY, "login", SERVER, "--profile", name, "--client-id", CLIENT, "--client-secret-stdin", "--scope", "mcp:read", *more]
    subprocess.run(command, input=SECRET.encode(), env=env, check=True, stdout=subprocess.DEVNULL)


def secret_lookup(profile):
    database = sqlite3.connect(f"{home}/mintmark.sqlite")
    identity, generation = database.execute(
        "SELECT p.id, t.generation FROM profile p JOIN token_state t ON t.profile = p.id WHERE p.name = ?", (profile,)).fetchone()
    database.close()
    return ["secret-tool", "lookup", "application", "mintmark", "profile", identity, "kind", "access-token", "generation", str(generation)]


def many(count):
    """Copies the one profile until there are that many."""
    database = sqlite3.connect(f"{home}/mintmark.sqlite")
    database.row_factory = sqlite3.Row
    profile = dict(database.execute("SELECT * FROM profile").fetchone())
    token = dict(database.execute("SELECT * FROM token_state").fetchone())
    credential = dict(database.execute("SELECT * FROM credential").fetchone())
    insert = lambda table, values: database.execute(
        f"INSERT INTO {table} ({','.join(values)}) VALUES ({','.join('?' * len(values))})", list(values.values()))
    have = database.execute("SELECT count(*) FROM profile").fetchone()[0]
    now = int(time.time())
    for index in range(have, count):
        identity = str(uuid.uuid4())
        insert("profile", {**profile, "id": identity, "name": f"practice-{index:05}"})
        insert("token_state", {**token, "profile": identity, "issued_at": now, "expires_at": now + 600 + index % 3000})
        insert("credential", {**credential, "profile": identity})
    database.commit()
    database.close()


class Screen:
    """A program in a pty of 80 columns and 24 rows; counts what it writes."""

    def __init__(self, command):
        self.start = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(env, TERM="xterm-256color", LC_ALL="C.UTF-8")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self, seconds, until=None):
        """Bytes that come within a time, or until some are among them."""
        data, end = b"", time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and not (until and until in data):
            if select.select([self.fd], [], [], left)[0]:
                try:
                    data += os.read(self.fd, 65536)
                except OSError:
                    break
        return data

    def processor_seconds(self):
        fields = open(f"/proc/{self.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        return next(int(line.split()[1]) / 1024 for line in open(f"/proc/{self.pid}/status") if line.startswith("VmRSS"))

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        self.read(0.5)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def first_frame():
    screen = Screen([BINARY, "board"])
    screen.read(10, until=b"practice-")
    elapsed = (time.perf_counter() - screen.start) * 1e3
    screen.read(1)
    return elapsed, screen


def answered(screen, keys, until):
    """Milliseconds from these keys to a frame that holds the text."""
    start = time.perf_counter()
    os.write(screen.fd, keys)
    if until not in screen.read(2, until=until):
        sys.exit(f"{keys}: {until} never came")
    return (time.perf_counter() - start) * 1e3


def typing(screen):
    """Each key of a filter, to the count of what it leaves."""
    delays = []
    for _ in range(10):
        answered(screen, b"/", b"host:")
        for key in b"practice-0":
            screen.read(0.01)
            delays.append(answered(screen, bytes([key]), b" "))
        screen.read(0.05)
        os.write(screen.fd, b"\x15\r")
        screen.read(0.1)
    return f"median {statistics.median(delays):.2f} ms, p99 {sorted(delays)[-2]:.2f} ms"


def escape(screen):
    """Alone it may begin a sequence of a key: the terminal's library waits for that."""
    delays = []
    for _ in range(40):
        answered(screen, b"?", b"Keys")
        screen.read(0.05)
        delays.append(answered(screen, b"\x1b", b"practice-"))
        screen.read(0.05)
    return f"median {statistics.median(delays):.1f} ms, p99 {sorted(delays)[-1]:.1f} ms"


def renew_all():
    """200 profiles of the vault, each with a lock of its own, against as many requests of the bare HTTP client, whole processes."""
    bare = os.path.join(os.path.dirname(BINARY), "bare-client")
    sandbox = subprocess.Popen([BINARY, "sandbox", "--json"], stdout=subprocess.PIPE, env=env)
    try:
        facts = json.loads(sandbox.stdout.readline())
        client = next(client for client in facts["clients"] if client["method"] == "client_secret_basic" and "grants" not in client)
        batch = dict(env, MINTMARK_HOME=tempfile.mkdtemp(prefix="renew-", dir=home))
        for index in range(200):
            command = [BINARY, "login", facts["mcp"], "--profile", f"p{index}", "--client-id", client["client_id"], "--client-secret-stdin",
                       "--scope", "mcp:read", "--param", f"run={index}", "--store", "vault"]
            subprocess.run(command, input=client["client_secret"].encode(), env=batch, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for delay in (0, 10, 20, 50):
            for fault in ({"path": "/as/token", "count": 0}, {"path": "/as/token", "delay_ms": delay, "count": 1_000_000})[:2 if delay else 1]:
                urllib.request.urlopen(
                    urllib.request.Request(facts["control"] + "/fault", json.dumps(fault).encode(), {"Content-Type": "application/json"})).read()
            ours, peer = side_by_side(
                [BINARY, "renew", "--all", "--force", "--parallel", "16"],
                [bare, facts["issuer"] + "/token", client["client_id"], client["client_secret"], "200", "16"], count=7, env=batch)
            row(f"200 renewals, vault, 16 at a time, server takes {delay} ms", f"{ours[0]:.0f} ms", ">= 80 % of the throughput",
                f"bare HTTP client {peer[0]:.0f} ms", f"{peer[0] / ours[0]:.0%}")
    finally:
        sandbox.terminate()
        sandbox.wait()


def measure():
    if wanted("version"):
        (wall, memory), peer = side_by_side([BINARY, "--version"], ["htop", "--version"], count=40)
        row("mintmark --version", f"{wall:.1f} ms, {memory:.0f} MB", "< 10 ms, < 30 MB", f"htop {peer[0]:.1f} ms", f"{wall / peer[0]:.1f}")
    if wanted("absent"):
        dead = dict(env, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus", XDG_RUNTIME_DIR="/nonexistent")
        wall = statistics.median(
            run([BINARY, "login", SERVER, "--client-id", "x", "--client-secret-file", "/etc/hostname"], env=dead, expected=5)[0] for _ in range(10))
        row("an absent keyring is known", f"{wall:.1f} ms", "< 100 ms")
    login("cached")
    if wanted("cached"):
        ours, peer = side_by_side([BINARY, "token", "cached"], secret_lookup("cached"))
        row("token, cached, Secret Service", f"{ours[0]:.1f} ms", "< 25 ms, <= 2 x", f"secret-tool lookup {peer[0]:.1f} ms", f"{ours[0] / peer[0]:.2f}")
    if wanted("fresh"):
        lookup = " ".join(secret_lookup("cached"))
        peer_command = ["sh", "-c", f"{lookup} >/dev/null; curl -s -u {CLIENT}:{SECRET} -d 'grant_type=client_credentials&scope=mcp:read' {TOKEN_URL}"]
        # A forced renewal moves the token to a new generation: the peer looks the first one up, found or not.
        peer_command[2] = peer_command[2].replace(">/dev/null;", ">/dev/null || true;")
        ours, peer = side_by_side([BINARY, "token", "cached", "--force-new"], peer_command)
        row("one fresh token, kept and read back", f"{ours[0]:.1f} ms", "<= 1.5 x", f"curl + secret-tool {peer[0]:.1f} ms", f"{ours[0] / peer[0]:.2f}")
    if wanted("mcp"):
        subprocess.run([BINARY, "connect", SERVER, "@bench"], env=env, check=True, stdout=subprocess.DEVNULL)
        script = f"{BINARY} token cached --force-new >/dev/null && {BINARY} @bench tools-list"
        peer_command = [sys.executable, f"{INTEROP}/mcp_peer.py", SERVER, ISSUER, "secret", CLIENT, SECRET, "basic", "mcp:read"]
        ours, peer = side_by_side(["sh", "-c", script], peer_command, count=8)
        row("token + handshake + tools/list (2 processes)", f"{ours[0]:.1f} ms", "-", f"Python MCP SDK {peer[0]:.0f} ms", f"{ours[0] / peer[0]:.2f}")
    if wanted("renew"):
        renew_all()
    if wanted("flight"):
        database = sqlite3.connect(f"{home}/mintmark.sqlite")
        database.execute("UPDATE token_state SET issued_at = issued_at - 9999, expires_at = expires_at - 9999")
        database.commit()
        database.close()
        tokens = lambda: sum(entry["path"] == "/token" for entry in json.load(urllib.request.urlopen(ISSUER + "/_fx/log")))
        before, start = tokens(), time.perf_counter()
        processes = [subprocess.Popen([BINARY, "token", "cached"], env=env, stdout=subprocess.PIPE) for _ in range(100)]
        answers = {process.communicate()[0] for process in processes}
        wall = (time.perf_counter() - start) * 1e3
        row("100 x token at once, expired", f"{tokens() - before} request, {len(answers)} answer, {wall:.0f} ms", "1 request")
    if wanted("list") or wanted("board"):
        many(10_000)
    if wanted("list"):
        (wall, memory), _ = side_by_side([BINARY, "list"], count=15)
        row("list, 10,000 profiles", f"{wall:.1f} ms, {memory:.0f} MB", "< 100 ms")
    if wanted("board"):
        elapsed = []
        for _ in range(7):
            wall, screen = first_frame()
            elapsed.append(wall)
            screen.end()
        row("board, first frame, 10,000 profiles", f"{statistics.median(elapsed):.1f} ms", "< 60 ms")
        _, screen = first_frame()
        delays = []
        for index in range(300):
            screen.read(0.004)
            start = time.perf_counter()
            os.write(screen.fd, b"j" if index % 50 < 40 else b"k")
            screen.read(1, until=b"practice-")
            delays.append((time.perf_counter() - start) * 1e3)
        row("key to frame, 10,000 profiles", f"median {statistics.median(delays):.2f} ms, p99 {sorted(delays)[296]:.2f} ms", "p99 < 8 ms")
        row("filter while typing, 10,000 profiles", typing(screen), "p99 < 8 ms")
        row("Esc to frame", escape(screen), "< 25 ms")
        row("board's memory, 10,000 profiles", f"{screen.memory():.0f} MB", "< 60 MB")
        screen.end()
    if wanted("idle"):
        database = sqlite3.connect(f"{home}/mintmark.sqlite")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("DELETE FROM profile WHERE name <> 'cached'")
        database.commit()
        database.close()
        many(20)
        ours, peer = idle([BINARY, "board"], 20), idle(["htop"], 20)
        row("idle board, 20 rows counting down", f"{ours[0]:.0f} B/s, {ours[1]:.2f} % of a core, {ours[2]:.0f} MB", "< 200 B/s, < 1 %, < 40 MB",
            f"htop {peer[0]:.0f} B/s, {peer[1]:.2f} %", f"{ours[0] / max(peer[0], 1):.2f}")


def idle(command, seconds):
    screen = Screen(command)
    screen.read(3)
    before = screen.processor_seconds()
    written = len(screen.read(seconds))
    result = written / seconds, (screen.processor_seconds() - before) / seconds * 100, screen.memory()
    screen.end()
    return result


try:
    measure()
finally:
    shutil.rmtree(home, ignore_errors=True)
header = ("what", "mintmark", "budget", "peer", "ratio")
widths = [max(len(r[i]) for r in [header, *rows]) for i in range(5)]
for line in [header, tuple("-" * width for width in widths), *rows]:
    print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
