#!/bin/sh
# Installs the locked packages, with hashes, for: synth (the app), test (the app and all checks), cli (the cdktf CLI).
# Unchanged packages are not installed again, so that a second run takes almost no time.
set -eu
cd "$(dirname "$0")/.."

problems=""
missing() { problems="$problems
  - $1"; }

# at_least VERSION MINIMUM: compares major and minor.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n | head -n 1)" = "$2" ]
}

find_python() {
    for candidate in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

check_node() {
    version=$(node --version 2>/dev/null | tr -d v || true)
    if [ -z "$version" ] || ! at_least "${version%.*}" 20.0; then
        missing "Node.js 20 or newer (found: ${version:-none}): get Node 22 or newer from nodejs.org, or with: nvm install 22"
    elif ! at_least "${version%.*}" 22.0; then
        end_of_life="Node $version works, but is past its end of life: Node 22 or newer is recommended."
    fi
}

# check_terraform: checks Terraform, or the program that the variable TERRAFORM names: OpenTofu (TERRAFORM=tofu), or a path.
check_terraform() {
    program=${TERRAFORM:-terraform}
    said=$(CHECKPOINT_DISABLE=1 "$program" version 2>/dev/null || true)
    version=$(echo "$said" | sed -n 's/^Terraform v//p')
    opentofu=$(echo "$said" | sed -n 's/^OpenTofu v//p')
    if [ -n "$opentofu" ]; then
        at_least "${opentofu%.*}" 1.8 || missing "OpenTofu 1.8 or newer (found: $opentofu): see opentofu.org/docs/intro/install"
    elif [ -z "$version" ] && [ "$program" != terraform ]; then
        missing "$program, the program that TERRAFORM names: Terraform 1.6 or newer, or OpenTofu 1.8 or newer"
    elif [ -z "$version" ] || ! at_least "${version%.*}" 1.6; then
        missing "Terraform 1.6 or newer (found: ${version:-none}): see developer.hashicorp.com/terraform/install; or OpenTofu 1.8 or newer, with TERRAFORM=tofu"
    fi
}

# changed STAMP KEY: returns whether a stamp file differs from its key, so that the step must run again.
changed() { [ "$(cat "$1" 2>/dev/null)" != "$2" ]; }

digest() { cat "$@" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d' ' -f1; }

# python_packages VENV LOCK CATEGORY...: installs the locked packages into a virtual environment.
python_packages() {
    venv=$1 lock=$2
    shift 2
    stamp="$venv/.installed-$*"
    key=$(digest "$lock" tools/setup.sh)
    if ! changed "$stamp" "$key" && "$venv/bin/python" -c "" 2>/dev/null; then return; fi
    "$venv/bin/python" -c "" 2>/dev/null || "$python" -m venv --clear "$venv"
    size=$([ "$lock" = Pipfile.lock ] && echo " ($megabytes MB)" || true)
    echo "setup: installing $("$venv/bin/python" tools/requirements.py "$lock" "$@" | wc -l | tr -d ' ') Python packages of $lock ($*) into $venv$size"
    requirements=$(mktemp)
    trap 'rm -f "$requirements"' EXIT
    "$venv/bin/python" tools/requirements.py "$lock" "$@" >"$requirements"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --no-compile -r "$requirements"
    rm -f "$requirements"
    # pip compiles one file after the other, and all AWS bindings, which are most of them; the app uses a subset with bytecode of its
    # own. Some packages contain files for other versions of Python: errors don't matter.
    "$venv/bin/python" -m compileall -qq -j 0 ${bindings:+-x "$bindings"} "$venv/lib" || true
    echo "$key" >"$stamp"
}

node_packages() {
    key=$(digest package.json package-lock.json)
    if ! changed node_modules/.installed "$key"; then return; fi
    echo "setup: installing the packages of package-lock.json (the cdktf CLI, the IAM simulator and pyright, 490 MB)"
    npm ci --loglevel=error --no-audit --no-fund --ignore-scripts
    echo "$key" >node_modules/.installed
}

purpose=${1:-}
case "$purpose" in
    test) megabytes=860 bindings="" ;; # a test loads all bindings
    *) megabytes=280 bindings=cdktf_cdktf_provider_aws ;;
esac
end_of_life=""
python=$(find_python)
version=$(python3 --version 2>/dev/null | sed -n 's/^Python //p' || true)
[ -n "$python" ] || missing "Python 3.11 or newer with venv (found: ${version:-none}): see python.org/downloads, or with apt: python3 python3-venv"
check_node
case "$purpose" in
    synth) ;;
    test | cli)
        check_terraform
        command -v npm >/dev/null || missing "npm: it is included in Node.js, or with apt: npm"
        ;;
    *)
        echo "usage: tools/setup.sh synth|test|cli" >&2
        exit 2
        ;;
esac
if [ -n "$problems" ]; then
    echo "setup: this machine lacks:$problems" >&2
    exit 1
fi

first=$([ -e .venv ] || echo yes)
case "$purpose" in
    synth) python_packages .venv Pipfile.lock default ;;
    cli)
        python_packages .venv Pipfile.lock default
        node_packages
        ;;
    test)
        python_packages .venv Pipfile.lock default develop
        python_packages tools/checkov/.venv tools/checkov/Pipfile.lock default
        node_packages
        ;;
esac
[ -z "$first" ] || [ -z "$end_of_life" ] || echo "setup: $end_of_life"
