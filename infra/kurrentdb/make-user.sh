#!/bin/sh
# Makes the user that Motcua logs in as, an ordinary one, at the first of KURRENTDB_HOSTS. One that is there already keeps its password.
set -eu
: "${KURRENTDB_PASSWORD:?KURRENTDB_PASSWORD is missing}" "${KURRENTDB_ADMIN_PASSWORD:?KURRENTDB_ADMIN_PASSWORD is missing}"

# a cluster may still be electing its leader
for _ in $(seq 60); do
  answer=$(curl --silent --cacert /ca/ca.crt --user "admin:$KURRENTDB_ADMIN_PASSWORD" --header 'Content-Type: application/json' --max-time 5 \
    --data "{\"LoginName\":\"motcua\",\"FullName\":\"Motcua\",\"Groups\":[],\"Password\":\"$KURRENTDB_PASSWORD\"}" \
    --output /dev/null --write-out '%{http_code}' "https://${KURRENTDB_HOSTS%%,*}/users/" || true)
  case $answer in 201 | 409) exit 0 ;; esac
  sleep 1
done
echo "The user could not be made: the server answered ${answer:-nothing}." >&2
exit 1
