#!/bin/sh
# need.sh NAME [COMMAND...] -- PACKAGE...
# Nothing to do where one of the commands exists; otherwise installs the Debian packages, or says what to install.
set -eu

name=$1
shift
while [ "$1" != -- ]; do
  if command -v "$1" >/dev/null 2>&1; then exit 0; fi
  shift
done
shift

if ! command -v apt-get >/dev/null 2>&1; then
  echo "$name is missing: please install it and run make again" >&2
  exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
echo "installing $name"
# A server that only the tests need is not started as a service.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
  $as_root chmod 755 $policy
  trap '$as_root rm -f $policy' EXIT
fi
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
