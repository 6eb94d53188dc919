# Shared by the scripts: where the project is, and how what is missing gets installed. Sourced, not run.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$project"

build_packages=(libncurses-dev libsecret-1-dev libsqlite3-dev pkg-config)
test_packages=(
    gnome-keyring libsecret-tools dbus libglib2.0-bin systemd tmux openssl curl sqlite3 util-linux python3 python3-venv procps
    glewlwyd dbconfig-no-thanks tinyproxy nginx-light zbar-tools xvfb xdotool strace keepassxc acl jq
)

# How a release is built. Types that are known when it is compiled are named by address: looked up by name, as the compiler
# otherwise has it, each costs a search through 12,000 conformances at the first use of every start.
release=(
    -c release --static-swift-stdlib
    -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
)

say() { printf '%s\n' "$*" >&2; }

# need_swift: the one thing that no package brings.
need_swift() {
    command -v swift >/dev/null && return 0
    say "Swift 6.2 or newer is not on the PATH. Install it from swift.org/install, then run this again."
    exit 1
}

# need_packages NAME...: installs the Debian packages that are not there yet.
need_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "These packages are missing and can only be installed by root: ${missing[*]}"
            say "Run as root:  apt-get install --no-install-recommends ${missing[*]}"
            exit 1
        fi
        root=(sudo)
    fi
    say "Installing: ${missing[*]}"
    # glewlwyd's package asks for a database; ours is made by the tests.
    case " ${missing[*]} " in
    *" glewlwyd "*)
        "${root[@]}" apt-get update -qq
        command -v debconf-set-selections >/dev/null &&
            echo 'glewlwyd glewlwyd/config_type select No configuration' | "${root[@]}" debconf-set-selections
        ;;
    *) "${root[@]}" apt-get update -qq ;;
    esac
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        { say "apt-get could not install them; see its messages above."; exit 1; }
}

# need_python: virtual environments with the independent servers and readers that the tests talk to. Two, because the MCP
# SDK's majors exclude each other; the second borrows the first one's pip.
need_python() {
    local venvs=$project/.build
    export MINTMARK_TEST_PYTHON=$venvs/interop-venv/bin/python MINTMARK_TEST_PYTHON_MCP1=$venvs/interop-venv-mcp1/bin/python
    # Debian's own python first: it is the one that python3-venv belongs to.
    local python=/usr/bin/python3
    [ -x "$python" ] || python=python3
    [ -x "$MINTMARK_TEST_PYTHON" ] || "$python" -m venv "$venvs/interop-venv"
    [ -x "$MINTMARK_TEST_PYTHON_MCP1" ] || "$python" -m venv --without-pip "$venvs/interop-venv-mcp1"
    need_wheels "$venvs/interop-venv-mcp1" "mcp==1.*" &
    local second=$!
    need_wheels "$venvs/interop-venv" "mcp==2.* fastmcp==4.* authlib==1.* flask==3.* joserfc==1.* requests==2.* cryptography prometheus_client==0.*"
    wait "$second"
}

# need_wheels VENV PACKAGES: installs them from PyPI unless exactly these were.
need_wheels() {
    [ "$(cat "$1/wanted" 2>/dev/null)" != "$2" ] || return 0
    say "Installing from PyPI: $2"
    # shellcheck disable=SC2086
    "$MINTMARK_TEST_PYTHON" -m pip --python "$1/bin/python" install -q --disable-pip-version-check $2
    printf '%s' "$2" >"$1/wanted"
}
