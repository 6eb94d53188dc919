# Shared by the scripts: where the project is, and how what is missing gets installed. Sourced, not run.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$project"

build_packages=(libncurses-dev libsecret-1-dev libsqlite3-dev pkg-config)
test_packages=(
    gnome-keyring libsecret-tools dbus libglib2.0-bin tmux openssl curl sqlite3 util-linux python3 python3-venv procps
    glewlwyd dbconfig-no-thanks tinyproxy zbar-tools
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

# need_python: a virtual environment with the independent servers and readers that the tests talk to.
need_python() {
    venv=$project/.build/interop-venv
    if ! [ -x "$venv/bin/python" ]; then
        # Debian's own python first: it is the one that python3-venv belongs to.
        local python=/usr/bin/python3
        [ -x "$python" ] || python=python3
        "$python" -m venv "$venv"
    fi
    local wanted="mcp==2.* authlib==1.* flask joserfc requests cryptography"
    if [ "$(cat "$venv/wanted" 2>/dev/null)" != "$wanted" ]; then
        say "Installing from PyPI: $wanted"
        # shellcheck disable=SC2086
        "$venv/bin/pip" install -q --disable-pip-version-check $wanted
        printf '%s' "$wanted" >"$venv/wanted"
    fi
    export MINTMARK_TEST_PYTHON=$venv/bin/python
}
