#!/usr/bin/env bash
# A Debian of its own, with nothing in it: there the README's two commands build, verify and test all; then a second one, in which the
# packages made in the first are all that is installed, verifies and judges. As root, for the network's sake by hand.
# clean_root.sh SOURCE WORK RELEASE, where RELEASE is bookworm or trixie
set -euo pipefail
source=$1 work=$2 release=$3
command -v debootstrap >/dev/null && [ "$(id -u)" = 0 ] || { echo "skipped: expected root and debootstrap, found not both"; exit 77; }

rm -rf "$work" && mkdir -p "$work"

# new_root ROOT: the smallest Debian of the release.
new_root() { debootstrap --variant=minbase "$release" "$1" >"$1.log" || { tail -3 "$1.log"; return 1; }; }

# inside ROOT COMMAND: a command in a root, with what the kernel shows mounted for as long as it runs.
inside() {
    unshare --mount bash -c 'mount --bind /proc "$0/proc" && mount --rbind /dev "$0/dev" && LC_ALL=C.UTF-8 chroot "$0" bash -euc "$1"' "$1" "$2"
}

readme_command() { awk -v n="$1" '/^```sh$/ { block++; inside = 1; next } /^```$/ { inside = 0 } inside && block == n' "$source/README.md"; }

new_root "$work/build"
mkdir "$work/build/goldprop"
git -C "$source" ls-files -z | (cd "$source" && tar --null --files-from - --create) | tar --extract --directory "$work/build/goldprop"
first=$(readme_command 1)
[ "$release" = bookworm ] || first=${first/libflint-arb-dev/libflint-dev} # as the README says
echo "== $release: the first command"
inside "$work/build" "cd /goldprop; $first" | tail -2
echo "== $release: the second command"
inside "$work/build" "cd /goldprop; $(readme_command 2)" >"$work/tests.log" 2>&1 || failed=1
sed -n '/tests passed/,$p' "$work/tests.log"
[ -z "${failed:-}" ] || exit 1

echo "== $release: packages"
inside "$work/build" "apt-get install -y --no-install-recommends dpkg-dev file; cd /goldprop/build; cpack -G DEB" >"$work/packages.log" 2>&1
new_root "$work/clean"
cp "$work"/build/goldprop/build/*.deb "$work/clean/root"
inside "$work/clean" "apt-get install -y --no-install-recommends /root/*.deb" >>"$work/packages.log" 2>&1
inside "$work/clean" "cd /; goldprop verify --quiet; goldprop list >/dev/null"
inside "$work/clean" "apt-get purge -y goldprop goldprop-data goldprop-doc libgoldprop-dev" >>"$work/packages.log" 2>&1
left=$(find "$work/clean/usr" -iname '*goldprop*')
[ -z "$left" ] || { echo "expected nothing left behind, found $left"; exit 1; }
echo "== $release: done"
