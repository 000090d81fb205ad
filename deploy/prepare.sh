# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What ./run and ./test share: Debian packages by name, npm packages from the lock, Meson builds.
# Sourced by bash with the checkout as the working directory.  Each step is skipped when a stamp in
# build/ says that it was done for the same lists.

say() { printf '\033[1m%s\033[0m\n' "$*"; }
give_up() { printf '%s\n' "$*" >&2; exit 1; }

packages_of() { # SECTION…: the names below [SECTION] in packages.txt
    local section
    for section in "$@"; do
        awk -v wanted="[$section]" '/^\[/ { on = ($0 == wanted); next } on && NF && !/^#/ { print $1 }' deploy/packages.txt
    done
}

has_node() {
    local version
    version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    [ "${version%%.*}" -ge 18 ] && command -v npm >/dev/null
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        give_up "This needs root or sudo: $*"
    fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" </dev/null; }

stamp_of() { # words that stand for a state of the lists
    { cat deploy/packages.txt /etc/debian_version; printf '%s\n' "$@"; } | sha256sum | cut -d ' ' -f 1
}

install_packages() { # SECTION…
    local stamp name missing=()
    stamp=build/.packages-$(stamp_of "$@")
    if [ -e "$stamp" ] && has_node; then
        return
    fi
    has_node || set -- "$@" node
    for name in $(packages_of "$@"); do
        is_installed "${name%\?}" || missing+=("$name")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        local wanted=()
        say "Installing Debian packages: ${missing[*]}"
        apt_get update
        for name in "${missing[@]}"; do
            case $name in
            *\?) [ -n "$(apt-cache --names-only --quiet search "^${name%\?}\$" 2>/dev/null)" ] && wanted+=("${name%\?}") ;;
            *) wanted+=("$name") ;;
            esac
        done
        [ ${#wanted[@]} = 0 ] || apt_get install --no-install-recommends "${wanted[@]}"
    fi
    has_node || give_up "node 18 or newer and npm were not found after installing."
    mkdir -p build
    : >"$stamp"
}

install_npm() {
    local stamp
    stamp=assets/node_modules/.stamp-$(sha256sum <assets/package-lock.json | cut -d ' ' -f 1)
    [ ! -e "$stamp" ] || return 0
    say "Installing npm packages (assets/package-lock.json)"
    (cd assets && npm ci --ignore-scripts --no-audit --no-fund --no-progress </dev/null)
    : >"$stamp"
}

build() { # FOLDER NINJA-TARGET… -- MESON-OPTION…
    local folder=$1 targets=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do targets+=("$1"); shift; done
    [ $# = 0 ] || shift
    if [ ! -e "$folder/build.ninja" ]; then
        say "Configuring $folder"
        meson setup "$folder" "$@" </dev/null
    fi
    say "Building $folder"
    ninja -C "$folder" "${targets[@]}" </dev/null
}
