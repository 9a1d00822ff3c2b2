#!/usr/bin/env bash
# @peculiar/asn1-tsp, asn1-cms, asn1-schema and asn1-x509 2.6.0 and, beside it, the same with 2.11.1: reading an RFC 3161 time stamp.
#
# Guess: packages of one family, pinned to one and the same exact version, read a valid time stamp.
# Seen: with all four at 2.6.0 a granted answer of an OpenSSL authority that carries its certificate is refused:
# "Cannot get schema for 'AttributeCertificate' target". asn1-cms depends on ^2.6.0 of asn1-x509-attr, which is not pinned by
# whoever pins the others; npm takes 2.11.1, which brings a second asn1-schema, and each copy keeps a registry of its own. With
# schema, x509 and cms at 2.11.1 (asn1-tsp has no later version than 2.6.0) there is one registry, and the same answer is read.
# So what: a request for a time stamp must be tested with an answer that has certificates, and the family is pinned so that
# the lock file has asn1-schema once.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >tsa.conf <<'CONF'
[req]
distinguished_name=dn
x509_extensions=ext
prompt=no
[dn]
CN=Probe
[ext]
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=one
[one]
serial=serial
signer_cert=tsa.pem
signer_key=tsa.key
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256
CONF
echo 01 >serial
openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 2 -config tsa.conf 2>/dev/null
openssl ts -query -data tsa.conf -sha256 -cert -out query.tsq 2>/dev/null
openssl ts -reply -config tsa.conf -queryfile query.tsq -out reply.tsr 2>/dev/null
cat >probe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { TimeStampResp } from '@peculiar/asn1-tsp';
const { status, timeStampToken } = AsnConvert.parse(Uint8Array.from(readFileSync('../reply.tsr')).buffer, TimeStampResp);
try {
  console.log(`status ${status.status}, version ${AsnConvert.parse(timeStampToken.content, SignedData).version}`);
} catch (error) {
  console.log(`status ${status.status}, ${error.message}`);
}
JS
for version in 2.6.0 2.11.1; do
  mkdir "with-$version"
  (
    cd "with-$version"
    npm init --yes >/dev/null
    npm install --save-exact --no-audit --no-fund @peculiar/asn1-tsp@2.6.0 "@peculiar/asn1-cms@$version" "@peculiar/asn1-schema@$version" "@peculiar/asn1-x509@$version" >/dev/null
    cp ../probe.mjs .
    echo "$version: $(node probe.mjs)"
  )
done | tee seen
diff - seen <<'SEEN'
2.6.0: status 0, Cannot get schema for 'AttributeCertificate' target
2.11.1: status 0, version 3
SEEN
